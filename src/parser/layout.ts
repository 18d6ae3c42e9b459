import type { IToken } from 'chevrotain';
import { printCommand, printNameNode, printSource, printString } from './printer.ts';
import type { PipelineNode, ScriptNode, StatementNode } from './syntax.ts';

const maxLineWidth = 80;

/** The comments of a pipeline by where they are printed: behind a stage, on lines before a stage, or after the last stage. */
interface Placed {
  readonly before: string[][];
  readonly behind: string[][];
  readonly last: string[];
}

const isLine = (comment: string): boolean => comment.startsWith('--');

/** Assigns a place to every comment between the start of the pipeline and `end`; formatting the result again assigns the same places. */
function place({ source, commands }: PipelineNode, comments: readonly IToken[], end: number, original: string): Placed {
  const placed: Placed = { before: commands.map(() => []), behind: commands.map(() => []), last: [] };
  for (const { image, startOffset } of comments) {
    if (startOffset >= end) continue;
    const comment = image.trimEnd();
    const next = commands.findIndex((command) => command.span.start > startOffset);
    const stage = next < 0 ? commands.length - 1 : next - 1;
    const stageEnd = stage < 0 ? source.span.end : commands[stage]!.span.end;
    const gap = original.slice(stageEnd, startOffset).replace(/--[^\n]*|\/\*[^]*?\*\//g, '');
    if (next >= 0 && gap.includes('|')) placed.behind[next]!.push(comment);
    else if (stage < 0) placed.before[0]!.push(comment);
    else if (startOffset < stageEnd || !gap.includes('\n')) placed.behind[stage]!.push(comment);
    else if (next < 0) placed.last.push(comment);
    else placed.before[next]!.push(comment);
  }
  return placed;
}

/** A stage with the comments behind it; after a line comment, the others go on their own lines. */
function withComments(stage: string, behind: readonly string[]): string {
  let line = stage;
  let open = true;
  for (const comment of behind) {
    line += open ? `  ${comment}` : `\n  ${comment}`;
    open = !isLine(comment) && open;
  }
  return line;
}

function printPipeline(pipeline: PipelineNode, comments: readonly IToken[], end: number, original: string): string {
  const stages = pipeline.commands.map(printCommand);
  const first = printSource(pipeline.source);
  const line = [first, ...stages].join(' | ');
  const own = comments.filter(({ startOffset }) => startOffset < end);
  if (own.length === 0 && line.length <= maxLineWidth && !line.includes('\n')) return line;
  if (stages.length === 0)
    return withComments(
      first,
      own.map(({ image }) => image.trimEnd()),
    );
  const { before, behind, last } = place(pipeline, own, end, original);
  const lines = stages.flatMap((stage, i) => [...before[i]!.map((comment) => `  ${comment}`), withComments(`  | ${stage}`, behind[i]!)]);
  return [first, ...lines, ...last.map((comment) => `  ${comment}`)].join('\n');
}

/** `.let name = `, with the comments between the name and the equals sign. */
function printDefinition({ define, pipeline }: StatementNode, comments: readonly IToken[]): string {
  if (!define) return '';
  const own = comments.filter(({ startOffset }) => startOffset < pipeline.span.start).map(({ image }) => image.trimEnd());
  return `.let ${withComments(printNameNode(define), own)}${own.some(isLine) ? '\n' : ' '}= `;
}

/** The canonical source of a script: one stage per line where a pipeline is long, keywords in lower case, comments kept in place. */
export function printScript(script: ScriptNode, comments: readonly IToken[] = [], original = ''): string {
  // Settings have no effect, so their order among the statements does not matter.
  const settings = script.settings.map(({ key, value }) => `.set ${printNameNode(key)} = ${printString(value)};`);
  const { statements } = script;
  const printed = statements.map((statement, i) => {
    const end = statements[i + 1]?.span.start ?? Number.POSITIVE_INFINITY;
    const own = comments.filter(({ startOffset }) => startOffset >= statement.span.start && startOffset < end);
    const inside = own.filter(({ startOffset }) => startOffset >= statement.pipeline.span.start);
    const whole = printDefinition(statement, own) + printPipeline(statement.pipeline, inside, end, original);
    // A semicolon behind a line comment would be part of the comment.
    const commented = own.some(({ image }) => isLine(image) && whole.endsWith(image.trimEnd()));
    return { whole, ended: whole + (commented ? '\n;' : ';') };
  });
  if (printed.length === 1 && settings.length === 0 && !statements[0]!.define) return printed[0]!.whole;
  return [...settings, ...printed.map(({ ended }) => ended)].join('\n');
}
