import {
  Alternation,
  type Alternative,
  type BaseParser,
  type ILookaheadStrategy,
  type IOrAlt,
  type IProduction,
  LLkLookaheadStrategy,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
  Terminal,
  type TokenType,
} from 'chevrotain';
import { invariant } from '../diagnostics/query-error.ts';

/** The token types that a part of the grammar can begin with, by index; `empty` if it can match nothing. */
interface Beginning {
  readonly tokens: ReadonlySet<number>;
  readonly empty: boolean;
}

// By class and not by class name, which a bundler may shorten.
const kinds: Readonly<Record<string, abstract new (...args: never[]) => IProduction>> = {
  Alternation,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
};

type Parent = IProduction & { readonly definition: IProduction[]; readonly idx?: number };

/**
 * One token of lookahead, by FIRST sets that are computed once, for the choices that a query comes to: Chevrotain's own strategy recomputes
 * every path of every choice, which takes half the time of a first compile. Its validation of the grammar is kept.
 */
export class FirstTokenLookahead implements ILookaheadStrategy {
  readonly #rules = new Map<Rule, Beginning>();
  readonly validate: ILookaheadStrategy['validate'] = (options) => new LLkLookaheadStrategy({ maxLookahead: 1 }).validate(options);

  buildLookaheadForAlternation({ prodOccurrence, rule }: { prodOccurrence: number; rule: Rule }) {
    let beginnings: Beginning[] | undefined;
    const compute = (): Beginning[] =>
      find(rule, 'Alternation', prodOccurrence).definition.map((alternative) => this.#sequence((alternative as Alternative).definition));
    return function (this: BaseParser, alternatives?: IOrAlt<unknown>[]): number | undefined {
      beginnings ??= compute();
      const next = this.LA(1).tokenTypeIdx;
      for (let i = 0; i < beginnings.length; i++) {
        const { tokens, empty } = beginnings[i]!;
        if ((tokens.has(next) || empty) && alternatives?.[i]?.GATE?.call(this) !== false) return i;
      }
      return undefined;
    };
  }

  buildLookaheadForOptional({ prodOccurrence, rule, prodType }: { prodOccurrence: number; rule: Rule; prodType: string }) {
    let tokens: ReadonlySet<number> | undefined;
    const compute = (): ReadonlySet<number> => this.#sequence(find(rule, prodType, prodOccurrence).definition).tokens;
    return function (this: BaseParser): boolean {
      tokens ??= compute();
      return tokens.has(this.LA(1).tokenTypeIdx);
    };
  }

  #sequence(parts: readonly IProduction[]): Beginning {
    const tokens = new Set<number>();
    for (const part of parts) {
      const first = this.#first(part);
      for (const token of first.tokens) tokens.add(token);
      if (!first.empty) return { tokens, empty: false };
    }
    return { tokens, empty: true };
  }

  #first(part: IProduction): Beginning {
    if (part instanceof Terminal) return { tokens: matching(part.terminalType), empty: false };
    if (part instanceof NonTerminal) {
      const rule = part.referencedRule;
      const known = this.#rules.get(rule);
      if (known) return known;
      const first = this.#sequence(rule.definition);
      this.#rules.set(rule, first);
      return first;
    }
    const { definition } = part as Parent;
    if (part instanceof Alternation) {
      const all = definition.map((alternative) => this.#sequence((alternative as Alternative).definition));
      return { tokens: new Set(all.flatMap(({ tokens }) => [...tokens])), empty: all.some(({ empty }) => empty) };
    }
    const first = this.#sequence(definition);
    const optional = part instanceof Option || part instanceof Repetition || part instanceof RepetitionWithSeparator;
    return optional ? { ...first, empty: true } : first;
  }
}

/** The token types that match a type: itself and, for a category, its members. */
function matching(type: TokenType): Set<number> {
  return new Set([type.tokenTypeIdx!, ...(type.categoryMatches ?? [])]);
}

function find(rule: Rule, kind: string, occurrence: number): Parent {
  const open: IProduction[] = [...rule.definition];
  for (let part = open.pop(); part; part = open.pop()) {
    if (part instanceof Terminal || part instanceof NonTerminal) continue;
    const parent = part as Parent;
    if (part instanceof kinds[kind]! && parent.idx === occurrence) return parent;
    open.push(...parent.definition);
  }
  throw invariant(false, `rule '${rule.name}' has no ${kind} ${occurrence}`);
}
