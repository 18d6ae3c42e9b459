import { conjunctsOf, type Expression } from '../../operators/expressions/expression.ts';
import { inputsOf, type LogicalPlan, mapInputs, type PlanOf, type RemoteTableDefinition } from '../../operators/plan/plan.ts';
import type { Division, DivisionOptions, PortabilityNote } from '../backend.ts';
import type { Dialect, Site, SqlTable, Tolerance } from './dialect.ts';
import { filterSql } from './nodes/filter.ts';
import { nodeSql } from './nodes/index.ts';
import type { Translation } from './nodes/node.ts';
import { scanSql } from './nodes/scan.ts';
import { render, type Select, selectFrom, wrapped } from './select.ts';
import { Unportable } from './unportable.ts';

/** The SQL of a part of a plan. */
interface Fragment {
  readonly plan: LogicalPlan;
  readonly select: Select;
  readonly mayFail: boolean;
  /** Whether the plan says that its rows are groups, or bounds their number. */
  readonly few: boolean;
}

/** What has become of a node: rows of the engine, or a fragment that may still grow. */
type Divided = { readonly fragment: Fragment } | { readonly plan: LogicalPlan };

/** Divides plans between a database and the engine: fragments grow from the scans up, as long as every stage has an exact translation. */
export function dividePlans(plans: readonly LogicalPlan[], dialect: Dialect, tolerance: Tolerance, options: DivisionOptions): Division {
  const divider = new Divider(dialect, tolerance, options);
  return { plans: plans.map((plan) => divider.whole(plan)), notes: divider.notes };
}

class Divider {
  readonly notes: PortabilityNote[] = [];
  readonly #dialect: Dialect;
  readonly #tolerance: Tolerance;
  readonly #options: DivisionOptions;
  readonly #known = new Map<LogicalPlan, Divided>();

  constructor(dialect: Dialect, tolerance: Tolerance, options: DivisionOptions) {
    this.#dialect = dialect;
    this.#tolerance = tolerance;
    this.#options = options;
  }

  whole(plan: LogicalPlan): LogicalPlan {
    return this.#settled(this.#divide(plan));
  }

  #divide(plan: LogicalPlan): Divided {
    const before = this.#known.get(plan);
    if (before) return before;
    const divided = plan.kind === 'Scan' ? this.#scan(plan) : this.#stage(plan);
    this.#known.set(plan, divided);
    return divided;
  }

  #scan(plan: PlanOf<'Scan'>): Divided {
    const table = this.#options.tableOf(plan.table);
    if (!table) return { plan };
    return { fragment: { plan, select: scanSql(plan, table as SqlTable), mayFail: false, few: false } }; // the backend made its tables
  }

  #stage(plan: Exclude<LogicalPlan, PlanOf<'Scan'>>): Divided {
    const below = inputsOf(plan);
    const inputs = below.map((input) => this.#divide(input));
    const fragments = inputs.flatMap((input) => ('fragment' in input ? [input.fragment] : []));
    const here = (blocked?: PortabilityNote): Divided => ({
      plan: mapInputs(plan, (input) => this.#settled(inputs[below.indexOf(input)]!, blocked)),
    });
    if (!this.#options.optimize || plan.kind === 'Shared' || fragments.length === 0 || fragments.length < inputs.length) return here();
    try {
      if (plan.kind === 'Filter') return this.#filter(plan, fragments[0]!);
      const node = mapInputs(plan, (input) => fragments[below.indexOf(input)]!.plan);
      const selects = fragments.map(({ select }) => select);
      return { fragment: this.#translated(node, fragments, (translation) => nodeSql(plan, selects, translation)) };
    } catch (error) {
      return here(this.#note(plan, error));
    }
  }

  /** A Filter of which perhaps only some conditions can be translated. */
  #filter(plan: PlanOf<'Filter'>, input: Fragment): Divided {
    const inside: Expression[] = [];
    const outside: Expression[] = [];
    let blocked: PortabilityNote | undefined;
    for (const conjunct of conjunctsOf(plan.predicate)) {
      try {
        this.#translated(plan, [input], (translation) => filterSql([conjunct], input.select, translation));
        inside.push(conjunct);
      } catch (error) {
        const note = this.#note(plan, error);
        blocked ??= note;
        outside.push(conjunct);
      }
    }
    const filterOf = (args: readonly Expression[], below: LogicalPlan): PlanOf<'Filter'> => {
      const { type, span } = plan.predicate;
      return { ...plan, input: below, predicate: args.length === 1 ? args[0]! : { kind: 'and', args, type, span } };
    };
    let fragment = input;
    if (inside.length > 0)
      fragment = this.#translated(filterOf(inside, input.plan), [input], (translation) => filterSql(inside, input.select, translation));
    return outside.length === 0 ? { fragment } : { plan: filterOf(outside, this.#remote(fragment, blocked)) };
  }

  /** A fragment of a plan whose inputs are others. @throws Unportable */
  #translated(plan: LogicalPlan, inputs: readonly Fragment[], translate: (translation: Translation) => Select): Fragment {
    let mayFail = inputs.some((input) => input.mayFail);
    const failing = (reason: string) => (what: string) => {
      if (!this.#options.mayFail) throw new Unportable(what, reason);
      mayFail = true;
    };
    const site: Site = {
      ...this.#tolerance,
      utc: this.#options.timeZone.name === 'UTC',
      mayFail: failing('failed for some row, which the engine answers with NULL and a warning'),
      mayGiveUp: failing('met a value that only the engine knows how to read'),
    };
    const select = translate({ dialect: this.#dialect, site });
    const passes = plan.kind !== 'Join' && plan.kind !== 'Union' && inputs[0]?.few === true;
    return { plan, select, mayFail, few: passes || plan.kind === 'Aggregate' || plan.kind === 'Limit' || plan.kind === 'TopN' };
  }

  #settled(divided: Divided, blocked?: PortabilityNote): LogicalPlan {
    return 'plan' in divided ? divided.plan : this.#remote(divided.fragment, blocked);
  }

  #remote({ plan, select, mayFail, few }: Fragment, blocked: PortabilityNote | undefined): LogicalPlan {
    const countText = few ? undefined : render(selectFrom(`(${render({ ...select, order: [] })}) AS n`, ['count(*)'], []));
    const { output } = this.#dialect;
    const answer = select.keys === undefined || output === undefined ? select : wrapped(select);
    const statement = {
      backend: this.#dialect.name,
      text: render(output ? { ...answer, columns: answer.columns.map((sql, i) => output(sql, plan.schema[i]!.type)) } : answer),
      countText,
      mayFail,
      tables: this.#tablesOf(plan),
      blocked: blocked && { span: blocked.span, reason: `${blocked.what} ${blocked.reason}` },
    };
    return { kind: 'Remote', plan, schema: plan.schema, span: plan.span, statement };
  }

  /** The tables that a fragment reads. */
  #tablesOf(plan: LogicalPlan): readonly RemoteTableDefinition[] {
    const found = new Map<string, RemoteTableDefinition>();
    const visit = (node: LogicalPlan): void => {
      const table = node.kind === 'Scan' ? this.#options.tableOf(node.table) : undefined;
      if (table) {
        const { stored, definition } = table as SqlTable; // the backend made its tables
        found.set(stored, { stored, definition });
      }
      inputsOf(node).forEach(visit);
    };
    visit(plan);
    return [...found.values()];
  }

  /** Notes what keeps a stage here; the first of it is blamed for the rows that come back. */
  #note(plan: LogicalPlan, error: unknown): PortabilityNote {
    if (!(error instanceof Unportable)) throw error;
    const [first] = [error, ...error.others].map(({ what, reason, rewrite, span = plan.span }) => {
      const note = { backend: this.#dialect.name, span, what, reason, ...(rewrite === undefined ? {} : { rewrite }) };
      this.notes.push(note);
      return note;
    });
    return first!;
  }
}
