// Generates queries as pairs: the text of the language, and the SQL that means exactly the same.
const pair = (spl, sql = spl) => ({ spl, sql });
const columnsOf = { bigint: ['i', 'k'], double: ['d'], varchar: ['s'], boolean: ['b'] };
const literals = {
  bigint: [pair('0', '0::BIGINT'), pair('1', '1::BIGINT'), pair('-3', '-3::BIGINT'), pair('7', '7::BIGINT')],
  double: [pair('0.5e0'), pair('-2.25e0'), pair('3e0')],
  varchar: [pair("'GET'"), pair("''"), pair("'é'"), pair("'a,b'")],
  boolean: [pair('true'), pair('false'), pair('cast(null as boolean)')],
};

/** An expression of a type in both languages. */
export function pairOf(random, type, depth) {
  if (depth <= 0 || random.chance(0.15)) return random.chance(0.7) ? pair(random.pick(columnsOf[type])) : random.pick(literals[type]);
  const sub = (t) => pairOf(random, t, depth - 1);
  const both = (make, ...parts) => pair(make(...parts.map(({ spl }) => spl)), make(...parts.map(({ sql }) => sql)));
  const any = () => random.pick(['bigint', 'double', 'varchar', 'boolean']);
  const common = [
    () => {
      const [c, x, y] = [sub('boolean'), sub(type), sub(type)];
      return pair(`if(${c.spl}, ${x.spl}, ${y.spl})`, `CASE WHEN ${c.sql} THEN ${x.sql} ELSE ${y.sql} END`);
    },
    () => both((x, y) => `coalesce(${x}, ${y})`, sub(type), sub(type)),
    () => both((x, y) => `nullif(${x}, ${y})`, sub(type), sub(type)),
  ];
  const forms = {
    bigint: [
      () => both((x, y) => `(${x} + ${y})`, sub('bigint'), sub('bigint')),
      () => both((x, y) => `(${x} - ${y})`, sub('bigint'), sub('bigint')),
      () => both((x, y) => `(${x} * ${y})`, sub('bigint'), sub('bigint')),
      () => both((x) => `abs(${x})`, sub('bigint')),
      () => both((x) => `length(${x})`, sub('varchar')),
      () => both((x, y) => `strpos(${x}, ${y})`, sub('varchar'), sub('varchar')),
      () => {
        const [x, y] = [sub('bigint'), sub('bigint')];
        return pair(`try(${x.spl} % ${y.spl})`, `(${x.sql} % ${y.sql})`);
      },
    ],
    double: [
      () => both((x, y) => `(${x} + ${y})`, sub('double'), sub('double')),
      () => both((x, y) => `(${x} * ${y})`, sub('double'), sub('double')),
      () => both((x) => `floor(${x})`, sub('double')),
      () => both((x) => `ceil(${x})`, sub('double')),
      () => both((x) => `abs(${x})`, sub('double')),
      () => both((x) => `cast(${x} as double)`, sub('bigint')),
    ],
    varchar: [
      () => both((x, y) => `(${x} || ${y})`, sub('varchar'), sub('varchar')),
      () => both((x) => `lower(${x})`, sub('varchar')),
      () => both((x) => `trim(${x})`, sub('varchar')),
      () => both((x, y) => `replace(${x}, 'E', ${y})`, sub('varchar'), sub('varchar')),
      () => both((x) => `substr(${x}, 2)`, sub('varchar')),
      () => both((x) => `cast(${x} as varchar)`, sub('bigint')),
      () => both((x) => `reverse(${x})`, pair('s')),
    ],
    boolean: [
      () => both((x, y) => `(${x} and ${y})`, sub('boolean'), sub('boolean')),
      () => both((x, y) => `(${x} or ${y})`, sub('boolean'), sub('boolean')),
      () => both((x) => `(not ${x})`, sub('boolean')),
      () => {
        const t = any();
        const operator = random.pick(t === 'boolean' ? ['=', '<>'] : ['=', '<>', '<', '<=', '>', '>=']);
        return both((x, y) => `(${x} ${operator} ${y})`, sub(t), sub(t));
      },
      () => both((x) => `(${x} is null)`, sub(any())),
      () => {
        const t = any();
        return both((x, y) => `(${x} is distinct from ${y})`, sub(t), sub(t));
      },
      () => both((x, y, z) => `(${x} in (${y}, ${z}))`, sub('bigint'), sub('bigint'), sub('bigint')),
      () => both((x, y, z) => `(${x} between ${y} and ${z})`, sub('bigint'), sub('bigint'), sub('bigint')),
      () => both((x) => `(${x} like '%E%')`, sub('varchar')),
    ],
  };
  return random.pick([...common, ...forms[type], ...forms[type]])();
}

/** A whole query in both languages, whose rows have one order. */
export function queryPair(random) {
  const type = random.pick(['bigint', 'double', 'varchar', 'boolean']);
  const [value, filter] = [pairOf(random, type, 3), pairOf(random, 'boolean', 2)];
  switch (random.below(4)) {
    case 0:
      return pair(`* | where ${filter.spl} | project x = ${value.spl}`, `SELECT ${value.sql} FROM logs WHERE ${filter.sql} ORDER BY rowid`);
    case 1: {
      const b = pairOf(random, 'bigint', 2);
      return pair(
        `* | stats n = count(1), t = count(${value.spl}), m = min(${b.spl}), c = count(1) filter (where ${filter.spl}) by k`,
        `SELECT k, count(*), count(${value.sql}), min(${b.sql}), count(*) FILTER (WHERE ${filter.sql}) FROM logs GROUP BY k ORDER BY min(rowid)`,
      );
    }
    case 2:
      return pair(
        `* | extend x = ${value.spl} | where ${filter.spl} | distinct x`,
        `SELECT x FROM (SELECT ${value.sql} x, rowid r, * FROM logs WHERE ${filter.sql}) GROUP BY x ORDER BY min(r)`,
      );
    default: {
      const kind = random.pick(['inner', 'left', 'semi', 'anti']);
      const paired = kind === 'inner' || kind === 'left';
      return pair(
        `* | extend x = ${value.spl} | join kind=${kind} ( $other | project k, o = s ) on k | project x${paired ? ', o' : ''}`,
        `SELECT x${paired ? ', o.s' : ''} FROM (SELECT ${value.sql} x, k, rowid r FROM logs) l ${kind.toUpperCase()} JOIN other o ON o.k = l.k ORDER BY l.r${paired ? ', o.rowid' : ''}`,
      );
    }
  }
}

/** DuckDB over the same rows; absent where the package is not installed. */
export async function openDuckdb() {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const literal = (value) => {
    if (value === null) return 'NULL';
    if (typeof value === 'number') return Number.isFinite(value) ? `${value}::DOUBLE` : `'${String(value)}'::DOUBLE`;
    return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
  };
  const names = ['i', 'k', 'd', 's', 'b'];
  return {
    async load(tables) {
      for (const [name, list] of Object.entries(tables)) {
        await connection.run(`CREATE OR REPLACE TABLE ${name} (i BIGINT, k BIGINT, d DOUBLE, s VARCHAR, b BOOLEAN)`);
        await connection.run(
          `INSERT INTO ${name} VALUES ${list.map((row) => `(${names.map((column) => literal(row[column])).join(', ')})`).join(', ')}`,
        );
      }
    },
    /** The rows, or undefined where DuckDB refuses the query or a value in it. */
    async rows(sql) {
      try {
        return (await connection.runAndReadAll(sql)).getRows();
      } catch {
        return undefined;
      }
    },
  };
}
