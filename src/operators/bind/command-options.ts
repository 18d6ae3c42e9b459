import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { didYouMean, nearFixes } from '../../diagnostics/suggest.ts';
import type { OptionNode } from '../../parser/syntax.ts';
import type { BindContext } from './bind-context.ts';
import { bindExpression } from './bind-expression.ts';
import { constantValue } from './coerce.ts';
import { scopeOf } from './scope.ts';

/** What an option takes: nothing, a string, one character with escapes, or a number. */
type OptionKind = 'switch' | 'string' | 'char' | 'number';

type Value<K extends OptionKind> = K extends 'switch' ? true : K extends 'number' ? number : string;

/** Reads the options of a command; reports unknown options and values of the wrong kind. */
export function readOptions<const S extends Readonly<Record<string, OptionKind>>>(
  given: readonly OptionNode[],
  command: string,
  kinds: S,
  context: BindContext,
): { readonly [K in keyof S]?: Value<S[K]> } {
  const read: Record<string, unknown> = {};
  for (const option of given) {
    const { name, span } = option;
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (!kind) {
      const names = Object.keys(kinds);
      const known = names.length === 0 ? 'it has no options' : `its options are ${names.map((n) => `'-${n}'`).join(', ')}`;
      context.report(
        diagnose(
          'unknown-option',
          span,
          { command, option: `-${name}` },
          { help: didYouMean(name, names) ?? known, ...fixOf(option, names) },
        ),
      );
    } else if (Object.hasOwn(read, name))
      context.report(diagnose('invalid-option', span, { option: `-${name}`, reason: 'it is given twice' }));
    else read[name] = valueOf(option, kind, context);
  }
  return read as { [K in keyof S]?: Value<S[K]> };
}

/** The edit that corrects a misspelt option. */
function fixOf({ name, span }: OptionNode, names: readonly string[]): Pick<Diagnostic, 'fixes'> {
  const fixes = nearFixes(name, names, { start: span.start + 1, end: span.start + 1 + name.length });
  return fixes ? { fixes } : {};
}

function valueOf({ name, value, span }: OptionNode, kind: OptionKind, context: BindContext): unknown {
  const wrong = (reason: string): undefined => {
    context.report(diagnose('invalid-option', span, { option: `-${name}`, reason }));
    return undefined;
  };
  if (kind === 'switch') return value ? wrong('it takes no value') : true;
  const wanted = kind === 'number' ? 'a number' : 'a string in single quotes';
  if (!value) return wrong(`it takes ${wanted}: -${name}=…`);
  const bound = bindExpression(value, { scope: scopeOf([]), context });
  const constant = constantValue(bound, context)?.value;
  if (kind === 'number') {
    const number = typeof constant === 'bigint' ? Number(constant) : constant;
    return typeof number === 'number' ? number : wrong(`it takes ${wanted}`);
  }
  if (typeof constant !== 'string') return wrong(`it takes ${wanted}`);
  return kind === 'char' ? unescape(constant) : constant;
}

/** Decodes `\t`, `\11` (octal) and `\x09`, the escapes of options of type Char; a lone backslash is itself. */
function unescape(value: string): string {
  const named: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', '\\': '\\' };
  return value.replace(/\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([tnr\\]))/g, (_, hex: string, octal: string, name: string) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : octal ? String.fromCharCode(Number.parseInt(octal, 8)) : named[name]!,
  );
}

/** Whether existing values take precedence over parsed ones, by `-mode`. */
export function isPreserving(mode: string | undefined, given: readonly OptionNode[], context: BindContext): boolean {
  if (mode !== undefined && mode !== 'overwrite' && mode !== 'preserve') {
    const span = given.find((option) => option.name === 'mode')!.span;
    context.report(diagnose('invalid-option', span, { option: '-mode', reason: "it must be 'overwrite' or 'preserve'" }));
  }
  return mode === 'preserve';
}
