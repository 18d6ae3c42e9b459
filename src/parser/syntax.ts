import type { Span } from '../diagnostics/span.ts';
import type { OperatorOf } from '../lexer/operators.ts';

interface Node {
  readonly span: Span;
}

/** A name as written; `quoted` if it was in double quotes. */
export interface NameNode extends Node {
  readonly name: string;
  readonly quoted: boolean;
}

export type BinaryOperator = OperatorOf<'comparison' | 'arithmetic'>;

/** The expressions as written. */
export type ExpressionNode =
  | (Node & { readonly kind: 'error' })
  | (Node & { readonly kind: 'null' })
  | (Node & { readonly kind: 'boolean'; readonly value: boolean })
  | (Node & { readonly kind: 'number'; readonly source: string })
  | (Node & { readonly kind: 'string'; readonly value: string })
  | (Node & { readonly kind: 'binaryLiteral'; readonly digits: string })
  | (Node & { readonly kind: 'typedLiteral'; readonly type: string; readonly typeSpan: Span; readonly value: string })
  | (Node & { readonly kind: 'interval'; readonly value: string; readonly from: string; readonly to: string | undefined })
  | (Node & { readonly kind: 'parameter'; readonly name: string })
  | (Node & { readonly kind: 'name' } & Pick<NameNode, 'name' | 'quoted'>)
  | (Node & { readonly kind: 'member'; readonly object: ExpressionNode; readonly member: NameNode })
  | (Node & { readonly kind: 'dataset'; readonly name: string })
  | (Node & { readonly kind: 'subscript'; readonly object: ExpressionNode; readonly index: ExpressionNode })
  | (Node & { readonly kind: 'not' | 'negate' | 'plus'; readonly operand: ExpressionNode })
  | (Node & { readonly kind: 'and' | 'or'; readonly operands: readonly ExpressionNode[] })
  | (Node & {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly operatorSpan: Span;
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    })
  | (Node & {
      readonly kind: 'between';
      readonly negated: boolean;
      /** Whether the bounds may be in either order. */
      readonly symmetric: boolean;
      readonly value: ExpressionNode;
      readonly low: ExpressionNode;
      readonly high: ExpressionNode;
    })
  | (Node & {
      readonly kind: 'in';
      readonly negated: boolean;
      readonly value: ExpressionNode;
      readonly list: readonly ExpressionNode[];
      /** `in (* | …)` and `in $dataset`: the values of its only column. */
      readonly pipeline: PipelineNode | undefined;
    })
  | (Node & {
      readonly kind: 'like';
      readonly negated: boolean;
      readonly value: ExpressionNode;
      readonly pattern: ExpressionNode;
      readonly escape: ExpressionNode | undefined;
    })
  | (Node & {
      readonly kind: 'infix';
      readonly operator: WordOperator;
      readonly operatorSpan: Span;
      readonly negated: boolean;
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    })
  | (Node & { readonly kind: 'duration'; readonly source: string })
  | (Node & { readonly kind: 'isNull'; readonly negated: boolean; readonly value: ExpressionNode })
  | (Node & {
      readonly kind: 'isDistinct';
      readonly negated: boolean;
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    })
  | (Node & {
      readonly kind: 'case';
      readonly subject: ExpressionNode | undefined;
      readonly branches: readonly { readonly when: ExpressionNode; readonly result: ExpressionNode }[];
      readonly otherwise: ExpressionNode | undefined;
    })
  | (Node & {
      readonly kind: 'cast';
      readonly lenient: boolean;
      readonly value: ExpressionNode;
      readonly type: string;
      readonly typeSpan: Span;
    })
  | (Node & {
      readonly kind: 'call';
      readonly name: NameNode;
      readonly args: readonly ExpressionNode[];
      readonly star: boolean;
      readonly distinct: boolean;
      /** `filter (where …)` after an aggregate. */
      readonly filter: ExpressionNode | undefined;
      /** `over (…)` after an aggregate or a window function. */
      readonly over: WindowNode | undefined;
    })
  | (Node & { readonly kind: 'lambda'; readonly parameters: readonly NameNode[]; readonly body: ExpressionNode })
  | (Node & { readonly kind: 'array'; readonly elements: readonly ExpressionNode[] })
  | (Node & { readonly kind: 'row'; readonly elements: readonly ExpressionNode[] });

/** `over ([partition by …] [order by …] [frame])` */
export interface WindowNode extends Node {
  readonly partition: readonly ExpressionNode[];
  readonly order: readonly SortKeyNode[];
  readonly frame: FrameNode | undefined;
}

/** `rows between … and …`, or `rows …` up to the row itself. */
export interface FrameNode extends Node {
  readonly unit: 'rows' | 'range';
  readonly start: FrameBoundNode;
  readonly end: FrameBoundNode;
}

/** `unbounded preceding`, `current row`, `5 following` */
export interface FrameBoundNode extends Node {
  readonly kind: 'unbounded' | 'current' | 'offset';
  readonly value: ExpressionNode | undefined;
  readonly direction: 'preceding' | 'following';
  /** The word at the end, as written. */
  readonly word: string;
}

/** An operator that is a word between two strings. */
export type WordOperator = OperatorOf<'word'>;

/** `name = expression`; the name may be left out where the command can make one. */
export interface AssignmentNode extends Node {
  readonly name: NameNode | undefined;
  readonly value: ExpressionNode;
}

/** `-name` or `-name=value` after a command word. */
export interface OptionNode extends Node {
  readonly name: string;
  readonly value: ExpressionNode | undefined;
}

/** `out = column` where both sides are names. */
export interface RenameNode extends Node {
  readonly to: NameNode;
  readonly from: NameNode;
}

export interface SortKeyNode extends Node {
  readonly value: ExpressionNode;
  /** As written; ascending where nothing is, but in `top`. */
  readonly direction: 'asc' | 'desc' | undefined;
  /** As written; last where nothing is, but for `keep last`. */
  readonly nullsFirst: boolean | undefined;
}

/** One output array of make-series. */
export interface SeriesNode extends Node {
  readonly name: NameNode | undefined;
  readonly value: ExpressionNode;
  readonly fill: ExpressionNode | undefined;
}

/** `column [as name]` of unnest. */
export interface UnnestNode extends Node {
  readonly column: FieldNode;
  readonly name: NameNode | undefined;
}

/** A column, or a member of one, that a command reads: `message`, `req.body`. */
export type FieldNode = Extract<ExpressionNode, { readonly kind: 'name' | 'member' }>;

/** The name of a field: of a member, that of its last part. */
export const fieldName = (field: FieldNode): string => (field.kind === 'name' ? field.name : field.member.name);

/** The pipe commands as written. A new command adds a member here; the compiler then points at the maps over `kind` that lack it. */
export type CommandNode =
  | (Node & { readonly kind: 'where'; readonly predicate: ExpressionNode })
  | (Node & { readonly kind: 'extend'; readonly assignments: readonly AssignmentNode[] })
  | (Node & {
      readonly kind: 'project';
      readonly options: readonly OptionNode[];
      readonly items: readonly AssignmentNode[];
    })
  | (Node & {
      readonly kind: 'project-away';
      readonly options: readonly OptionNode[];
      readonly names: readonly NameNode[];
    })
  | (Node & { readonly kind: 'project-rename'; readonly renames: readonly RenameNode[] })
  | (Node & {
      readonly kind: 'stats';
      readonly outputs: readonly AssignmentNode[];
      readonly by: readonly AssignmentNode[];
    })
  | (Node & {
      readonly kind: 'pivot';
      readonly outputs: readonly AssignmentNode[];
      /** What becomes columns: `value in (…)` lists them. */
      readonly on: ExpressionNode;
      readonly by: readonly AssignmentNode[];
    })
  | (Node & { readonly kind: 'sort'; readonly keys: readonly SortKeyNode[] })
  | (Node & { readonly kind: 'limit'; readonly offset: ExpressionNode | undefined; readonly count: ExpressionNode })
  | (Node & {
      readonly kind: 'make-series';
      readonly series: readonly SeriesNode[];
      readonly on: ExpressionNode;
      readonly fill: ExpressionNode | undefined;
      readonly from: ExpressionNode | undefined;
      readonly to: ExpressionNode | undefined;
      readonly step: ExpressionNode | undefined;
      readonly by: readonly AssignmentNode[];
    })
  | (Node & {
      readonly kind: 'top';
      readonly count: ExpressionNode;
      readonly keys: readonly SortKeyNode[];
      /** Each group's own top rows. */
      readonly by: readonly AssignmentNode[];
    })
  | (Node & {
      readonly kind: 'dedup';
      readonly keys: readonly ExpressionNode[];
      /** As written; the first where nothing is. */
      readonly keep: 'first' | 'last' | undefined;
      /** In which order rows are first and last; that of the input where empty. */
      readonly by: readonly SortKeyNode[];
    })
  | (Node & { readonly kind: 'distinct'; readonly items: readonly AssignmentNode[] })
  | (Node & { readonly kind: 'parse-json'; readonly options: readonly OptionNode[]; readonly field: FieldNode })
  | (Node & {
      readonly kind: 'parse-kv';
      readonly options: readonly OptionNode[];
      readonly field: FieldNode;
      /** The separators between pairs and between key and value, or the one pattern of `-regexp`. */
      readonly separators: readonly ExpressionNode[];
    })
  | (Node & {
      readonly kind: 'parse-regexp';
      readonly options: readonly OptionNode[];
      readonly field: FieldNode;
      readonly pattern: ExpressionNode;
      readonly outputs: readonly NameNode[];
    })
  | (Node & {
      readonly kind: 'parse-csv';
      readonly options: readonly OptionNode[];
      readonly field: FieldNode;
      readonly outputs: readonly NameNode[];
    })
  | (Node & { readonly kind: 'pack-fields'; readonly options: readonly OptionNode[]; readonly output: NameNode })
  | (Node & {
      readonly kind: 'expand-values';
      readonly options: readonly OptionNode[];
      readonly field: FieldNode;
      readonly output: NameNode | undefined;
    })
  | (Node & { readonly kind: 'unnest'; readonly options: readonly OptionNode[]; readonly items: readonly UnnestNode[] })
  | (Node & {
      readonly kind: 'join';
      readonly joinKind: NameNode | undefined;
      readonly right: PipelineNode;
      readonly on: readonly ExpressionNode[];
    })
  | (Node & { readonly kind: 'lookup'; readonly right: PipelineNode; readonly on: readonly ExpressionNode[] })
  | (Node & { readonly kind: 'union'; readonly others: readonly PipelineNode[] })
  | (Node & {
      readonly kind: 'sample';
      readonly options: readonly OptionNode[];
      readonly percent: ExpressionNode | undefined;
      readonly by: readonly AssignmentNode[];
    })
  | (Node & { readonly kind: 'log-to-metric' | 'metric-to-metric'; readonly options: readonly OptionNode[] })
  | (Node & { readonly kind: 'make-trace' | 'render'; readonly items: readonly AssignmentNode[] })
  | (Node & {
      readonly kind: 'series-drilldown';
      readonly options: readonly OptionNode[];
      readonly value: ExpressionNode;
      readonly on: ExpressionNode;
      readonly by: readonly AssignmentNode[];
      readonly from: ExpressionNode;
      readonly to: ExpressionNode;
    })
  | (Node & {
      readonly kind: 'log-patterns';
      readonly options: readonly OptionNode[];
      readonly field: ExpressionNode;
      readonly by: readonly AssignmentNode[];
    })
  /** A call of a function of the host, as `entity-call get_trace('a')`. */
  | (Node & { readonly kind: 'host-call'; readonly word: string; readonly name: NameNode; readonly args: readonly AssignmentNode[] })
  | (Node & { readonly kind: 'unknown'; readonly word: string });

export type CommandKind = CommandNode['kind'];
export type CommandOf<K extends CommandKind> = K extends CommandKind ? CommandNode & { readonly kind: K } : never;

/** The search before the first pipe. */
/** A value that a search compares with: as written, or the name of a parameter. */
export interface SearchValue extends Node {
  readonly value: string;
  readonly parameter: boolean;
}

export type SearchNode =
  | (Node & { readonly kind: 'all' })
  | (Node & { readonly kind: 'error' })
  | (Node & { readonly kind: 'and' | 'or'; readonly operands: readonly SearchNode[] })
  | (Node & { readonly kind: 'not'; readonly operand: SearchNode })
  | (Node & {
      readonly kind: 'term';
      readonly key: NameNode | undefined;
      /** `word`: every token, wildcards work. `quoted`: every token, no wildcards. `phrase`: the exact words in order. `parameter`: `?value`. */
      readonly match: 'word' | 'quoted' | 'phrase' | 'parameter';
      readonly value: string;
    })
  | (Node & {
      readonly kind: 'compare';
      readonly key: NameNode;
      readonly operator: '=' | '<' | '<=' | '>' | '>=';
      readonly value: SearchValue;
    })
  | (Node & {
      readonly kind: 'range';
      readonly key: NameNode;
      readonly low: SearchValue;
      readonly high: SearchValue;
      readonly lowInclusive: boolean;
      readonly highInclusive: boolean;
    });

/** What a pipeline reads from. */
export type SourceNode =
  | (Node & { readonly kind: 'search'; readonly search: SearchNode })
  | (Node & { readonly kind: 'dataset'; readonly name: string })
  | HostSourceNode;

/** `.name with(…)`: a source that the host registered. */
export interface HostSourceNode extends Node {
  readonly kind: 'source';
  readonly name: string;
  readonly args: readonly AssignmentNode[];
}

export interface PipelineNode extends Node {
  readonly source: SourceNode;
  readonly commands: readonly CommandNode[];
}

/** `.set "key" = 'value'`, which is accepted but has no effect. */
export interface SettingNode extends Node {
  readonly key: NameNode;
  readonly value: string;
}

export interface StatementNode extends Node {
  /** The dataset that `.let` defines; undefined if the statement is an output. */
  readonly define: NameNode | undefined;
  readonly pipeline: PipelineNode;
}

export interface ScriptNode extends Node {
  readonly settings: readonly SettingNode[];
  readonly statements: readonly StatementNode[];
}
