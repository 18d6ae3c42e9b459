// Policies: no source says more than the visible rows, whatever it takes for it; nor do sources whose tables have one.
const rows = () => Array.from({ length: 2000 }, (_, x) => ({ x, s: x % 2 === 0 ? 'open' : `secret${x}`, password: `secret${x}`, email: `secret${x}@b` }));
const policy = { rows: "s = 'open'", hide: ['password'], masks: { email: "'hidden'" } };

/** A query over a table with a policy, and over the table of a source with one: neither rows nor messages say what is hidden. */
const ways = (name, query, options = {}) => [
  { name: `table: ${name}`, run: (library) => attempt(library, query, (table) => ({ tables: { logs: table }, policies: { logs: policy } }), options) },
  {
    name: `source: ${name}`,
    run: (library) =>
      attempt(library, query.replace(/^\*/, '.rows with(a=1)'), (table) => ({ sources: { rows: () => table }, policies: { '.rows': policy } }), options),
  },
];

async function attempt(library, query, engineOf, options) {
  const engine = library.createEngine({ ...engineOf(library.Table.from(rows())), limits: { wallTime: 300 } });
  let said;
  try {
    const result = await engine.query(query, options);
    said = JSON.stringify([result.toArray(), result.warnings, result.stats], (_, value) => (typeof value === 'bigint' ? `${value}` : value));
  } catch (error) {
    if (!(error instanceof library.QueryError)) throw error;
    said = JSON.stringify([error.message, error.diagnostics, String(error.cause ?? '')]);
  }
  if (/secret\d/.test(said)) throw new Error(`says what is hidden: ${/.{0,40}secret\d.{0,40}/.exec(said)[0]}`);
}

/** @type {readonly import('../kit/attack.d.ts').Attack[]} */
export const attacks = [
  ...ways('all columns', '*'),
  ...ways('a hidden column', '* | project password'),
  ...ways('a hidden column by a wildcard', '* | project -wildcard "pass*"'),
  ...ways('a hidden column that is made again', '* | extend password = s'),
  ...ways('a masked column', '* | stats m = max(email), n = count(distinct email)'),
  ...ways('a cast that fails', '* | extend n = cast(s as bigint), m = cast(email as bigint)', { onRowError: 'fail' }),
  ...ways('a cast that warns', '* | extend n = cast(email as bigint)'),
  ...ways('a condition that divides', "* | where 1 / if(s like 'secret%', 0, 1) > 0"),
  ...ways('a window over all', '* | extend m = max(s) over (), f = first_value(email) over (order by x)'),
  ...ways('a pivot of what is there', '* | pivot count(1) on s by x'),
  ...ways('a sample', '* | sample -n=1000'),
  ...ways('a search', 'secret1'),
  ...ways('a sort of groups', '* | stats n = count(1) by email, s | sort email desc'),
  ...ways('a string that costs', "* | where levenshtein_distance(rpad(email, 1000, 'a'), rpad(s, 1000, 'b')) >= 0"),
  ...ways('patterns', '* | stats p = log_patterns(s)'),
  ...ways('packed fields', '* | pack-fields as p'),
  ...ways('keys of a map', '* | stats m = histogram(s), k = map_agg(email, s)'),
  { name: 'a policy of a column that a source does not have', run: (library) => attempt(library, '.rows with(a=1)', () => ({ sources: { rows: () => library.Table.from([{ x: 1, s: 'secret1' }]) }, policies: { '.rows': policy } }), {}) },
];
