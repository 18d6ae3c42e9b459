// Generates typed expressions from the registry of functions, as texts of the language.

/** The types that expressions are made of. */
export const baseTypes = ['boolean', 'bigint', 'double', 'varchar', 'timestamp', 'date'];
/** They by name. */
export const types = Object.fromEntries(baseTypes.map((kind) => [kind, { kind }]));

const typeText = (type) =>
  type.kind === 'array'
    ? `array(${typeText(type.element)})`
    : type.kind === 'map'
      ? `map(${typeText(type.key)}, ${typeText(type.value)})`
      : type.kind;

/** A generator of random choices from one seeded source, so that a run is found again by its seed. */
export function randomFrom(seed) {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  return { next, below, chance: (p) => next() < p, pick: (list) => list[below(list.length)] };
}

const literals = {
  boolean: ['true', 'false', 'null'],
  bigint: ['0', '1', '-1', '2', '7', '60', '1000', '9223372036854775807', '-9223372036854775807', 'null'],
  double: ['0.0', '1.5', '-2.25', '1e10', '1e-9', "double 'NaN'", "double 'Infinity'", '0.1'],
  varchar: ["''", "'a'", "'GET'", "'pods'", "'a b'", "'é'", "'10'", "'x,y'", '\'{"a":1}\'', "'𝒳'", "'%'"],
  timestamp: ["timestamp '2024-02-29 23:59:59.999'", "timestamp '1970-01-01 00:00:00'", "timestamp '2025-03-30 01:30:00'"],
  date: ["date '2024-02-29'", "date '1969-12-31'"],
};

/** Functions whose answers are no law: they differ by run, load a library, or are too slow for small inputs. */
const left =
  /^(random|rand|uuid|series_|now|current_|localtime|combinations|ip_to_|log_patterns|approx_|shuffle|regexp_pairs|parse_datetime)/;

/** Everything that expressions are generated from. */
export function createGrammar(functions) {
  const byReturn = new Map();
  for (const fn of functions) {
    if (fn.kind !== 'scalar' || fn.category === 'operator' || fn.volatility !== 'immutable' || fn.library || left.test(fn.name)) continue;
    for (const overload of fn.overloads.flatMap(variants)) {
      const key = overload.returns.type.kind;
      if (!byReturn.has(key)) byReturn.set(key, []);
      byReturn.get(key).push({ fn, overload });
    }
  }
  return byReturn;
}

/** An overload once for each member of its classes of types, and with and without the parameters that may be absent. */
function variants({ params, returns, variadic }) {
  const required = params.findLastIndex((p) => !p.optional) + 1;
  const given = Array.from({ length: params.length - required + 1 }, (_, i) => params.slice(0, required + i));
  const classes = new Map(params.flatMap(({ type }) => classesOf(type)));
  const choices = [...classes].reduce(
    (known, [name, among]) => known.flatMap((bound) => among.map((member) => new Map([...bound, [name, member]]))),
    [new Map()],
  );
  return choices.flatMap((bound) =>
    given.map((list) => ({
      params: list.map(({ type }) => ({ type: substituted(type, bound, true) })),
      returns: { type: substituted(returns.type, bound, true) },
      variadic,
    })),
  );
}

const classesOf = (type) => [...variablesOf(type, new Map())].filter(([, among]) => among);

const variablesOf = (type, into = new Map()) => {
  if (type.kind === 'variable') into.set(type.name, type.among);
  if (type.kind === 'array') variablesOf(type.element, into);
  if (type.kind === 'map') {
    variablesOf(type.key, into);
    variablesOf(type.value, into);
  }
  if (type.kind === 'row') for (const field of type.fields) variablesOf(field.type, into);
  if (type.kind === 'function') {
    for (const parameter of type.parameters) variablesOf(parameter, into);
    variablesOf(type.returns, into);
  }
  return into;
};

/** The type with its variables replaced; those that are not bound by BIGINT, or kept. */
function substituted(type, bound, keep = false) {
  const inside = (part) => substituted(part, bound, keep);
  switch (type.kind) {
    case 'variable':
      return bound.get(type.name) ?? (keep ? type : { kind: 'bigint' });
    case 'array':
      return { kind: 'array', element: inside(type.element) };
    case 'map':
      return { kind: 'map', key: inside(type.key), value: inside(type.value) };
    case 'function':
      return { kind: 'function', parameters: type.parameters.map(inside), returns: inside(type.returns) };
    default:
      return type;
  }
}

const generable = (type) =>
  type.kind === 'array'
    ? generable(type.element)
    : type.kind === 'map'
      ? generable(type.key) && generable(type.value)
      : type.kind === 'function'
        ? type.parameters.every(generable) && generable(type.returns)
        : [...baseTypes, 'integer', 'json', 'variable'].includes(type.kind);

/** A text of the language of the wanted type over the columns `{ name, type }`. */
export function expression(random, grammar, columns, type, depth) {
  const own = columns.filter((column) => typeText(column.type) === typeText(type));
  const leaf = () => {
    if (own.length > 0 && random.chance(0.75)) return random.pick(own).name;
    if (type.kind === 'array')
      return random.chance(0.1)
        ? `cast(null as ${typeText(type)})`
        : `cast(array[${Array.from({ length: random.below(4) }, () => expression(random, grammar, columns, type.element, 0)).join(', ')}] as ${typeText(type)})`;
    if (type.kind === 'map') return `cast(map(array['a', 'b'], array[1, null]) as ${typeText(type)})`;
    if (type.kind === 'json') return random.pick(['json \'{"a":[1,2]}\'', 'json \'[1,"x",null]\'', "json '3'"]);
    if (type.kind === 'integer') return random.pick(['0', '1', '-3', '5']);
    const text = random.pick(literals[type.kind] ?? ['null']);
    return text === 'null' ? `cast(null as ${typeText(type)})` : text;
  };
  if (depth <= 0) return leaf();
  const sub = (t, d = depth - 1) => expression(random, grammar, columns, t, d);
  const boolean = { kind: 'boolean' };
  const roll = random.below(10);
  if (roll === 0) return leaf();
  if (roll === 1) return `if(${sub(boolean)}, ${sub(type)}, ${sub(type)})`;
  if (roll === 2) return `coalesce(${sub(type)}, ${sub(type)})`;
  if (roll === 3) return `try(${sub(type)})`;
  if (type.kind === 'boolean' && roll < 7) {
    const other = { kind: random.pick(baseTypes) };
    switch (random.below(7)) {
      case 0:
        return `(${sub(boolean)} ${random.pick(['and', 'or'])} ${sub(boolean)})`;
      case 1:
        return `not (${sub(boolean)})`;
      case 2:
        return `(${sub(other)}) is ${random.pick(['', 'not '])}null`;
      case 3:
        return `(${sub(other)}) is ${random.pick(['', 'not '])}distinct from (${sub(other)})`;
      case 4:
        return `(${sub(other)}) ${random.pick(['', 'not '])}in (${sub(other)}, ${sub(other)})`;
      case 5:
        return `(${sub({ kind: 'varchar' })}) like ${random.pick(["'%a%'", "'_'", "'G%'"])}`;
      default:
        return `((${sub(other)}) ${random.pick(['=', '<>', '<', '<=', '>', '>='])} (${sub(other)}))`;
    }
  }
  if ((type.kind === 'bigint' || type.kind === 'double') && roll < 6)
    return `(${sub(type)} ${random.pick(['+', '-', '*', '/', '%'])} ${sub(type)})`;
  if (type.kind === 'varchar' && roll === 4) return `cast(${sub({ kind: random.pick(baseTypes) })} as varchar)`;
  if (baseTypes.includes(type.kind) && roll === 5) return `try_cast(${sub({ kind: 'varchar' })} as ${type.kind})`;
  const candidates = [...(grammar.get(type.kind) ?? []), ...(grammar.get('variable') ?? [])].filter(({ overload }) =>
    overload.params.every((p) => generable(p.type)),
  );
  if (candidates.length === 0) return leaf();
  const { fn, overload } = random.pick(candidates);
  const bound = new Map();
  if (overload.returns.type.kind === 'variable') bound.set(overload.returns.type.name, type);
  else if (type.kind === 'array' && overload.returns.type.element?.kind === 'variable')
    bound.set(overload.returns.type.element.name, type.element);
  for (const p of overload.params)
    for (const name of variablesOf(p.type).keys())
      if (!bound.has(name)) bound.set(name, { kind: random.pick(['bigint', 'varchar', 'double']) });
  const result = substituted(overload.returns.type, bound);
  if (typeText(result) !== typeText(type)) return leaf();
  const args = overload.params.map((p) => {
    const wanted = substituted(p.type, bound);
    if (wanted.kind !== 'function') return sub(wanted);
    const names = wanted.parameters.map((_, i) => `p${depth}_${i}`);
    const inner = [...columns, ...names.map((name, i) => ({ name, type: wanted.parameters[i] }))];
    return `(${names.join(', ')}) -> ${expression(random, grammar, inner, wanted.returns, depth - 1)}`;
  });
  return /^\w+$/.test(fn.name) ? `${fn.name}(${args.join(', ')})` : leaf();
}

export { typeText };
