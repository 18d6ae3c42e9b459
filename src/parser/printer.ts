import { bindingPower } from '../lexer/operators.ts';
import { reservedWords } from '../lexer/tokens.ts';
import type { CommandSyntax, Printer } from './commands/command.ts';
import { commands } from './commands/index.ts';
import type {
  AssignmentNode,
  CommandNode,
  ExpressionNode,
  FrameBoundNode,
  NameNode,
  OptionNode,
  PipelineNode,
  SearchNode,
  SearchValue,
  SortKeyNode,
  SourceNode,
  WindowNode,
} from './syntax.ts';

const bare =
  /^[A-Za-z_\u00aa-\u1fff\u2c00-\u2dff\u3040-\ud7ff\ud800-\udfff\uf900-\ufdff][A-Za-z_0-9\u00aa-\u1fff\u2c00-\u2dff\u3040-\ud7ff\ud800-\udfff\uf900-\ufdff]*$/;

/** A name as the language reads it back: without quotes where possible. */
export function printName(name: string): string {
  return bare.test(name) && !reservedWords.has(name.toLowerCase()) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A string literal. */
export function printString(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A name as it was written, quoted or not. */
export const printNameNode = (node: NameNode): string => (node.quoted ? `"${node.name.replaceAll('"', '""')}"` : printName(node.name));

/** The canonical source of an expression. */
export function printExpression(node: ExpressionNode): string {
  return print(node, 0);
}

const predicatePower = bindingPower('between');
const postfixPower = bindingPower('.');

const inParentheses = (printed: string, when: boolean): string => (when ? `(${printed})` : printed);

const list = (nodes: readonly ExpressionNode[]): string => nodes.map((node) => print(node, 0)).join(', ');

/** Prints an expression, in parentheses if it binds less tightly than its surroundings. */
function print(node: ExpressionNode, outerPower: number): string {
  const { printed, power } = printWithPower(node);
  return inParentheses(printed, power < outerPower);
}

/** An expression and how tightly it binds; infinitely where it never needs parentheses. */
function printWithPower(node: ExpressionNode): { readonly printed: string; readonly power: number } {
  switch (node.kind) {
    case 'lambda': {
      const parameters = node.parameters.map(printNameNode).join(', ');
      return { printed: `${inParentheses(parameters, node.parameters.length !== 1)} -> ${print(node.body, 0)}`, power: bindingPower('->') };
    }
    case 'and':
    case 'or': {
      const power = bindingPower(node.kind);
      return { printed: node.operands.map((operand) => print(operand, power + 1)).join(` ${node.kind} `), power };
    }
    case 'not': {
      const power = bindingPower('not');
      return { printed: `not ${print(node.operand, power)}`, power };
    }
    case 'between':
    case 'in':
    case 'like':
    case 'isNull':
    case 'isDistinct':
    case 'infix':
      return { printed: printPredicate(node), power: predicatePower };
    case 'binary': {
      const power = bindingPower(node.operator);
      return { printed: `${print(node.left, power)} ${node.operator} ${print(node.right, power + 1)}`, power };
    }
    case 'negate':
    case 'plus': {
      const power = bindingPower('unary -');
      const operand = print(node.operand, power);
      const sign = node.kind === 'negate' ? '-' : '+';
      return { printed: operand.startsWith(sign) ? `${sign} ${operand}` : sign + operand, power };
    }
    default:
      return { printed: printClosed(node), power: Number.POSITIVE_INFINITY };
  }
}

type PredicateNode = ExpressionNode & { readonly kind: 'between' | 'in' | 'like' | 'isNull' | 'isDistinct' | 'infix' };

function printPredicate(node: PredicateNode): string {
  const tight = (part: ExpressionNode): string => print(part, predicatePower + 1);
  const value = print(node.kind === 'isDistinct' || node.kind === 'infix' ? node.left : node.value, predicatePower);
  const not = node.negated ? 'not ' : '';
  switch (node.kind) {
    case 'between':
      return `${value} ${not}between ${node.symmetric ? 'symmetric ' : ''}${tight(node.low)} and ${tight(node.high)}`;
    case 'in':
      return `${value} ${not}in ${node.pipeline ? subquery(node.pipeline) : `(${list(node.list)})`}`;
    case 'infix':
      return `${value} ${not}${node.operator} ${tight(node.right)}`;
    case 'like':
      return `${value} ${not}like ${tight(node.pattern)}${node.escape ? ` escape ${tight(node.escape)}` : ''}`;
    case 'isNull':
      return `${value} is ${not}null`;
    case 'isDistinct':
      return `${value} is ${not}distinct from ${tight(node.right)}`;
  }
}

type OperatorNode = PredicateNode | (ExpressionNode & { readonly kind: 'lambda' | 'and' | 'or' | 'not' | 'binary' | 'negate' | 'plus' });

/** An expression that never needs parentheses. */
function printClosed(node: Exclude<ExpressionNode, OperatorNode>): string {
  switch (node.kind) {
    case 'error':
      return '';
    case 'null':
      return 'null';
    case 'boolean':
      return String(node.value);
    case 'number':
    case 'duration':
      return node.source;
    case 'string':
      return printString(node.value);
    case 'binaryLiteral':
      return `x'${node.digits}'`;
    case 'typedLiteral':
      return `${node.type} ${printString(node.value)}`;
    case 'interval':
      return `interval ${printString(node.value)} ${node.from}${node.to ? ` to ${node.to}` : ''}`;
    case 'parameter':
      return `?${node.name}`;
    case 'dataset':
      return `$${node.name}`;
    case 'name':
      return printNameNode(node);
    case 'member':
      return `${print(node.object, postfixPower)}.${printNameNode(node.member)}`;
    case 'subscript':
      return `${print(node.object, postfixPower)}[${print(node.index, 0)}]`;
    case 'case': {
      const subject = node.subject ? ` ${print(node.subject, 0)}` : '';
      const branches = node.branches.map(({ when, result }) => ` when ${print(when, 0)} then ${print(result, 0)}`).join('');
      return `case${subject}${branches}${node.otherwise ? ` else ${print(node.otherwise, 0)}` : ''} end`;
    }
    case 'cast':
      return `${node.lenient ? 'try_cast' : 'cast'}(${print(node.value, 0)} as ${node.type})`;
    case 'call': {
      const args = [...node.args.map((arg) => print(arg, 0)), ...(node.star ? ['*'] : [])].join(', ');
      const filter = node.filter ? ` filter (where ${print(node.filter, 0)})` : '';
      return `${printNameNode(node.name)}(${node.distinct ? 'distinct ' : ''}${args})${filter}${node.over ? ` ${over(node.over)}` : ''}`;
    }
    case 'array':
      return `array[${list(node.elements)}]`;
    case 'row':
      return `(${list(node.elements)})`;
  }
}

const assignments = (nodes: readonly AssignmentNode[]): string =>
  nodes.map((node) => (node.name ? `${printNameNode(node.name)} = ${print(node.value, 0)}` : print(node.value, 0))).join(', ');

const options = (nodes: readonly OptionNode[]): string =>
  nodes.map((node) => `-${node.name}${node.value ? `=${print(node.value, 0)}` : ''} `).join('');

const sortKeys = (nodes: readonly SortKeyNode[]): string =>
  nodes.map((key) => `${print(key.value, 0)}${key.direction ? ` ${key.direction}` : ''}${printNulls(key.nullsFirst)}`).join(', ');

const printNulls = (first: boolean | undefined): string => (first === undefined ? '' : ` nulls ${first ? 'first' : 'last'}`);

const frameBound = ({ kind, value, direction }: FrameBoundNode): string =>
  kind === 'current' ? 'current row' : `${kind === 'offset' && value ? print(value, 0) : 'unbounded'} ${direction}`;

const over = ({ partition, order, frame }: WindowNode): string => {
  const parts = [
    ...(partition.length > 0 ? [`partition by ${partition.map((node) => print(node, 0)).join(', ')}`] : []),
    ...(order.length > 0 ? [`order by ${sortKeys(order)}`] : []),
    ...(frame ? [`${frame.unit} between ${frameBound(frame.start)} and ${frameBound(frame.end)}`] : []),
  ];
  return `over (${parts.join(' ')})`;
};

const by = (nodes: readonly AssignmentNode[]): string => (nodes.length > 0 ? ` by ${assignments(nodes)}` : '');

const subquery = ({ source, commands: list }: PipelineNode): string =>
  source.kind === 'dataset' && list.length === 0
    ? printSource(source)
    : `(${[printSource(source), ...list.map(printCommand)].join(' | ')})`;

const printer: Printer = { expression: (node) => print(node, 0), name: printNameNode, assignments, options, sortKeys, by, subquery };

/** The canonical source of one command, without its pipe. */
export function printCommand(command: CommandNode): string {
  if (command.kind === 'unknown') return command.word;
  const syntax: CommandSyntax = commands[command.kind];
  const word = command.kind === 'host-call' ? command.word : command.kind;
  return `${word} ${syntax.print(command, printer)}`.trimEnd();
}

const searchWord = (value: string): string => value.replace(/[\s|;()[\]:"<>=\\]|^\?/g, '\\$&');
const searchValue = ({ value, parameter }: SearchValue): string => (parameter ? `?${value}` : searchWord(value));
const isWord = (value: string): boolean => value !== '' && !/^(and|or|not|in)$/i.test(value);

function printSearch(node: SearchNode, inside: 'or' | 'and' | 'not' | undefined): string {
  const quoted = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`;
  const key = ({ name }: NameNode): string => (/[\s|;()[\]"<>=\\]|^[.$#]/.test(name) || !isWord(name) ? quoted(name) : name);
  switch (node.kind) {
    case 'all':
      return '*';
    case 'error':
      return '';
    case 'and':
    case 'or': {
      const printed = node.operands.map((operand) => printSearch(operand, node.kind)).join(` ${node.kind} `);
      return inside && !(inside === 'or' && node.kind === 'and') ? `(${printed})` : printed;
    }
    case 'not':
      return `not ${printSearch(node.operand, 'not')}`;
    case 'term': {
      const value =
        node.match === 'parameter'
          ? `?${node.value}`
          : node.match === 'phrase'
            ? `#${quoted(node.value)}`
            : node.match === 'quoted' || !isWord(node.value)
              ? quoted(node.value)
              : searchWord(node.value);
      return node.key ? `${key(node.key)}:${value}` : value;
    }
    case 'compare':
      return `${key(node.key)} ${node.operator} ${searchValue(node.value)}`;
    case 'range':
      return `${key(node.key)} in ${node.lowInclusive ? '[' : '('}${searchValue(node.low)} ${searchValue(node.high)}${node.highInclusive ? ']' : ')'}`;
  }
}

/** The canonical source of a pipeline's first stage. */
export function printSource(source: SourceNode): string {
  switch (source.kind) {
    case 'search':
      return printSearch(source.search, undefined);
    case 'dataset':
      return `$${source.name}`;
    case 'source':
      return `.${source.name}${source.args.length > 0 ? ` with(${assignments(source.args)})` : ''}`;
  }
}
