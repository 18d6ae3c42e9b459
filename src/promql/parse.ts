import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { durationOf, numberOf, stringOf } from './literals.ts';
import { aggregations, type Signature, signatures } from './signatures.ts';
import {
  type BinaryNode,
  type Matcher,
  type Matching,
  type Place,
  type PromNode,
  PromqlError,
  type SelectorNode,
  type ValueType,
} from './syntax.ts';

/** How deep expressions may be nested. */
const maxDepth = 200;

/** Parses a query and checks its types. @throws PromqlError with the place of the first mistake, or of what is not supported. */
export function parsePromql(source: string): PromNode {
  // The grammar reads no digits after a point as a mistake: `2.`.
  const tree = parser.parse(source.replace(/(?<![\w.])(\d+)\.(?![\w.])/g, '$1 '));
  const cursor = tree.cursor();
  do if (cursor.type.isError) throw syntaxError(source, cursor.node);
  while (cursor.next());
  const root = tree.topNode.firstChild;
  if (!root) throw new PromqlError('the query is empty', { start: 0, end: source.length });
  return new Reader(source).expression(root, 0);
}

function syntaxError(source: string, { from, to }: SyntaxNode): PromqlError {
  const before = source.slice(0, from).trimEnd();
  const called = /([A-Za-z_]\w*)$/.exec(before)?.[1];
  if (called !== undefined && source.slice(before.length).trimStart().startsWith('('))
    return new PromqlError(`unknown function '${called}'`, { start: before.length - called.length, end: before.length });
  const rest = source.slice(from).trimStart();
  const found = rest === '' ? 'the end of the query' : `'${/^(?:\w+|.)/su.exec(rest)![0]}'`;
  const start = rest === '' ? source.length : source.length - rest.length;
  return new PromqlError(`unexpected ${found}`, { start, end: Math.max(start + 1, to) });
}

/** What an expression gives. */
export function typeOf(node: PromNode): ValueType {
  switch (node.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'unary':
      return typeOf(node.expr);
    case 'matrix':
    case 'subquery':
      return 'matrix';
    case 'call':
      return signatures.get(node.name)!.returns;
    case 'binary':
      return typeOf(node.left) === 'scalar' && typeOf(node.right) === 'scalar' ? 'scalar' : 'vector';
    default:
      return 'vector';
  }
}

const typeNames: Readonly<Record<ValueType, string>> = {
  scalar: 'a scalar',
  vector: 'an instant vector',
  matrix: 'a range vector',
  string: 'a string',
};

const comparisons = new Set(['==', '!=', '<', '<=', '>', '>=']);
const setOperators = new Set(['and', 'or', 'unless']);
const arithmetic = new Set(['+', '-', '*', '/', '%', '^', 'atan2']);

class Reader {
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  #text({ from, to }: SyntaxNode): string {
    return this.#source.slice(from, to);
  }

  expression(node: SyntaxNode, depth: number): PromNode {
    const place = placeOf(node);
    if (depth > maxDepth) throw new PromqlError('the query is nested too deeply', place);
    switch (node.name) {
      case 'NumberDurationLiteral':
        return { kind: 'number', value: numberOf(this.#text(node), place), ...place };
      case 'StringLiteral':
        return { kind: 'string', value: stringOf(this.#text(node), place), ...place };
      case 'ParenExpr':
        return this.expression(childrenOf(node)[0]!, depth + 1);
      case 'UnaryExpr':
        return this.#unary(node, depth);
      case 'VectorSelector':
        return this.#selector(node);
      case 'MatrixSelector':
        return this.#matrix(node, depth);
      case 'SubqueryExpr':
        return this.#subquery(node, depth);
      case 'OffsetExpr':
      case 'StepInvariantExpr':
        return this.#shifted(node, depth);
      case 'FunctionCall':
        return this.#call(node, depth);
      case 'AggregateExpr':
        return this.#aggregate(node, depth);
      case 'BinaryExpr':
        return this.#binary(node, depth);
      default:
        throw new PromqlError(`'${this.#text(node)}' is not supported`, place);
    }
  }

  #unary(node: SyntaxNode, depth: number): PromNode {
    const [operator, operand] = childrenOf(node) as [SyntaxNode, SyntaxNode];
    const expr = this.expression(operand, depth + 1);
    demand(expr, ['scalar', 'vector'], 'a sign');
    return { kind: 'unary', negative: this.#text(operator) === '-', expr, ...placeOf(node) };
  }

  #selector(node: SyntaxNode): SelectorNode {
    const matchers: Matcher[] = [];
    const place = placeOf(node);
    for (const part of childrenOf(node)) {
      if (part.name === 'Identifier') matchers.push({ name: '__name__', op: '=', value: this.#text(part) });
      else
        for (const item of childrenOf(part)) {
          if (item.name === 'QuotedLabelName') matchers.push({ name: '__name__', op: '=', value: this.#quoted(item) });
          else {
            const [name, op, value] = childrenOf(item) as [SyntaxNode, SyntaxNode, SyntaxNode];
            matchers.push({
              name: name.name === 'QuotedLabelName' ? this.#quoted(name) : this.#text(name),
              op: this.#text(op) as Matcher['op'], // the grammar has no others
              value: stringOf(this.#text(value), placeOf(value)),
            });
          }
        }
    }
    const names = matchers.filter(({ name, op }) => name === '__name__' && op === '=');
    if (names.length > 1) throw new PromqlError('the name of the metric is given twice', place);
    const selects = matchers.some(
      ({ op, value }) =>
        (op === '=' && value !== '') ||
        (op === '!=' && value === '') ||
        (op === '=~' && !/^(?:\.\*)?$/.test(value)) ||
        (op === '!~' && value === '.*'),
    );
    if (!selects) throw new PromqlError('a selector needs a matcher that does not match the empty string', place);
    return { kind: 'selector', matchers, at: undefined, offset: 0, ...place };
  }

  #quoted(node: SyntaxNode): string {
    return stringOf(this.#text(node), placeOf(node));
  }

  #matrix(node: SyntaxNode, depth: number): PromNode {
    const [inner, range] = childrenOf(node) as [SyntaxNode, SyntaxNode];
    const selector = this.expression(inner, depth + 1);
    const place = placeOf(node);
    if (selector.kind !== 'selector' || inner.name === 'ParenExpr') throw new PromqlError('a range is taken of a selector', place);
    if (selector.offset !== 0 || selector.at !== undefined) throw new PromqlError("'offset' and '@' come after the range", place);
    return { kind: 'matrix', selector, range: this.#positive(range), ...place };
  }

  #subquery(node: SyntaxNode, depth: number): PromNode {
    const [inner, range, step] = childrenOf(node);
    const expr = this.expression(inner!, depth + 1);
    demand(expr, ['scalar', 'vector'], 'a subquery');
    return {
      kind: 'subquery',
      expr,
      range: this.#positive(range!),
      step: step && this.#positive(step),
      at: undefined,
      offset: 0,
      ...placeOf(node),
    };
  }

  #positive(node: SyntaxNode): number {
    const value = this.#duration(node);
    if (!(value > 0)) throw new PromqlError('a duration must be longer than nothing', placeOf(node));
    return value;
  }

  /** The milliseconds of a duration or of arithmetic with them. */
  #duration(node: SyntaxNode): number {
    const parts = childrenOf(node);
    const place = placeOf(node);
    if (node.name === 'NumberDurationLiteralInDurationContext' || node.name === 'NumberDurationLiteral') {
      const text = this.#text(node);
      return durationOf(text) ?? Math.round(numberOf(text, place) * 1000);
    }
    if (parts.length === 1) return this.#duration(parts[0]!);
    if (parts.length === 2 && parts[0]!.name === 'UnaryOp') return (this.#text(parts[0]!) === '-' ? -1 : 1) * this.#duration(parts[1]!);
    const [left, op, right] = parts;
    if (!left || !op || !right) throw new PromqlError(`'${this.#text(node)}' is not supported in a duration`, place);
    const a = this.#duration(left);
    const b = this.#duration(right);
    switch (this.#text(op)) {
      case '+':
        return a + b;
      case '-':
        return a - b;
      case '*':
        return (a * b) / 1000;
      case '/':
        return (a / b) * 1000;
      default:
        throw new PromqlError(`'${this.#text(op)}' is not supported in a duration`, place);
    }
  }

  #shifted(node: SyntaxNode, depth: number): PromNode {
    const [inner] = childrenOf(node) as [SyntaxNode];
    return this.#shift(this.expression(inner, depth + 1), inner, node);
  }

  /** Applies 'offset' or '@' to the expression before it: the grammar reads operators first, of which only the last operand is meant. */
  #shift(found: PromNode, inner: SyntaxNode, node: SyntaxNode): PromNode {
    const last = childrenOf(inner).at(-1);
    if (inner.name === 'OffsetExpr' || inner.name === 'StepInvariantExpr') return this.#shift(found, childrenOf(inner)[0]!, node);
    if (inner.name === 'UnaryExpr' && found.kind === 'unary') return { ...found, expr: this.#shift(found.expr, last!, node) };
    if (inner.name === 'BinaryExpr' && found.kind === 'binary') return { ...found, right: this.#shift(found.right, last!, node) };
    const [, word, by] = childrenOf(node);
    const place = { start: inner.from, end: node.to };
    const target = found.kind === 'matrix' ? found.selector : found;
    if ((target.kind !== 'selector' && target.kind !== 'subquery') || inner.name === 'ParenExpr')
      throw new PromqlError(`'${this.#text(word!)}' comes after a selector or subquery`, placeOf(word!));
    const isOffset = node.name === 'OffsetExpr';
    if (isOffset ? target.offset !== 0 : target.at !== undefined)
      throw new PromqlError(`'${this.#text(word!)}' is given twice`, placeOf(word!));
    const shifted = isOffset ? { offset: this.#duration(by!) } : { at: this.#instant(by!) };
    if (found.kind === 'matrix') return { ...found, selector: { ...found.selector, ...shifted }, ...place };
    return { ...target, ...shifted, ...place };
  }

  #instant(node: SyntaxNode): number | 'start' | 'end' {
    if (node.name === 'AtModifierPreprocessors') return this.#text(node).startsWith('start') ? 'start' : 'end';
    const seconds = numberOf(this.#text(node), placeOf(node));
    if (!Number.isFinite(seconds)) throw new PromqlError("the time of '@' must be finite", placeOf(node));
    return Math.round(seconds * 1000);
  }

  #call(node: SyntaxNode, depth: number): PromNode {
    const [identifier, body] = childrenOf(node) as [SyntaxNode, SyntaxNode];
    const name = this.#text(identifier);
    const signature = signatures.get(name);
    if (!signature) throw new PromqlError(`the function '${name}' is not supported`, placeOf(identifier));
    const args = childrenOf(body).map((arg) => this.expression(arg, depth + 1));
    checkArguments(name, signature, args, placeOf(node));
    return { kind: 'call', name, args, ...placeOf(node) };
  }

  #aggregate(node: SyntaxNode, depth: number): PromNode {
    const parts = childrenOf(node);
    const place = placeOf(node);
    const op = this.#text(parts.find(({ name }) => name === 'AggregateOp')!).toLowerCase();
    if (!aggregations.has(op)) throw new PromqlError(`the aggregation '${op}' is not supported`, placeOf(parts[0]!));
    const modifier = parts.find(({ name }) => name === 'AggregateModifier');
    const [word, grouping] = modifier ? childrenOf(modifier) : [];
    const args = childrenOf(parts.find(({ name }) => name === 'FunctionCallBody')!).map((arg) => this.expression(arg, depth + 1));
    const paramType = aggregations.get(op);
    const wanted = paramType === undefined ? 1 : 2;
    if (args.length !== wanted)
      throw new PromqlError(`${op} takes ${wanted === 1 ? '1 argument' : '2 arguments'}, not ${args.length}`, place);
    const expr = args.at(-1)!;
    demand(expr, ['vector'], op);
    const param = paramType === undefined ? undefined : args[0]!;
    if (param && paramType) demand(param, [paramType], `the parameter of ${op}`);
    return {
      kind: 'aggregate',
      op,
      without: word?.name === 'Without',
      labels: grouping ? this.#labels(grouping) : [],
      param,
      expr,
      ...place,
    };
  }

  #labels(node: SyntaxNode): readonly string[] {
    return childrenOf(node).map((label) => (label.name === 'QuotedLabelName' ? this.#quoted(label) : this.#text(label)));
  }

  #binary(node: SyntaxNode, depth: number): PromNode {
    const parts = childrenOf(node);
    const place = placeOf(node);
    const op = this.#text(parts[1]!).toLowerCase();
    if (!comparisons.has(op) && !setOperators.has(op) && !arithmetic.has(op))
      throw new PromqlError(`the operator '${op}' is not supported`, placeOf(parts[1]!));
    const fill = parts.find(({ name }) => name === 'FillModifier');
    if (fill) throw new PromqlError(`'${this.#text(fill)}' is not supported`, placeOf(fill));
    const left = this.expression(parts[0]!, depth + 1);
    const right = this.expression(parts.at(-1)!, depth + 1);
    const bool = parts.some(({ name }) => name === 'BoolModifier');
    const clause = parts.find(({ name }) => name === 'MatchingModifierClause');
    // A sign before a number belongs to the whole power.
    if (op === '^' && left.kind === 'number' && parts[0]!.name === 'NumberDurationLiteral' && /^[+-]/.test(this.#text(parts[0]!))) {
      const power = this.#checked({
        kind: 'binary',
        op,
        left: { ...left, value: Math.abs(left.value) },
        right,
        bool,
        matching: this.#matching(clause),
        ...place,
      });
      return { kind: 'unary', negative: this.#text(parts[0]!).startsWith('-'), expr: power, ...place };
    }
    return this.#checked({ kind: 'binary', op, left, right, bool, matching: this.#matching(clause), ...place }, clause);
  }

  #checked(node: BinaryNode, clause?: SyntaxNode): BinaryNode {
    const { op, left, right, bool, matching } = node;
    for (const side of [left, right]) demand(side, ['scalar', 'vector'], `'${op}'`);
    const vectors = typeOf(left) === 'vector' && typeOf(right) === 'vector';
    if (bool && !comparisons.has(op)) throw new PromqlError("'bool' belongs to comparisons", node);
    if (comparisons.has(op) && !bool && typeOf(left) === 'scalar' && typeOf(right) === 'scalar')
      throw new PromqlError("comparisons of scalars need 'bool'", node);
    if (setOperators.has(op) && !vectors) throw new PromqlError(`'${op}' takes instant vectors on both sides`, node);
    if (clause && !vectors) throw new PromqlError('labels are matched between two instant vectors', placeOf(clause));
    if (setOperators.has(op) && matching.card !== 'one') throw new PromqlError(`'${op}' takes no grouping`, node);
    const twice = matching.on ? matching.include.find((label) => matching.labels.includes(label)) : undefined;
    if (twice !== undefined) throw new PromqlError(`label '${twice}' is both matched and taken from the other side`, node);
    return node;
  }

  #matching(clause: SyntaxNode | undefined): Matching {
    if (!clause) return { on: false, labels: [], card: 'one', include: [] };
    const parts = childrenOf(clause);
    const groupings = parts.filter(({ name }) => name === 'GroupingLabels').map((part) => this.#labels(part));
    const card = parts.some(({ name }) => name === 'GroupLeft')
      ? 'left'
      : parts.some(({ name }) => name === 'GroupRight')
        ? 'right'
        : 'one';
    return { on: parts[0]!.name === 'On', labels: groupings[0] ?? [], card, include: groupings[1] ?? [] };
  }
}

const placeOf = ({ from, to }: SyntaxNode): Place => ({ start: from, end: to });

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const list: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) list.push(child);
  return list;
}

function demand(node: PromNode, types: readonly ValueType[], what: string): void {
  const found = typeOf(node);
  if (!types.includes(found))
    throw new PromqlError(`${what} takes ${types.map((type) => typeNames[type]).join(' or ')}, not ${typeNames[found]}`, node);
}

function checkArguments(
  name: string,
  { args: wanted, optional = 0, many = false }: Signature,
  args: readonly PromNode[],
  place: Place,
): void {
  const least = wanted.length - optional;
  if (args.length < least || (!many && args.length > wanted.length)) {
    const count = least === wanted.length ? `${least}` : many ? `at least ${least}` : `${least} to ${wanted.length}`;
    throw new PromqlError(`${name} takes ${count} ${count === '1' ? 'argument' : 'arguments'}, not ${args.length}`, place);
  }
  args.forEach((arg, i) => demand(arg, [wanted[Math.min(i, wanted.length - 1)]!], name));
}
