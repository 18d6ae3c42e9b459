import { diagnose } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { OptionNode } from '../../parser/syntax.ts';
import type { BindContext } from '../context.ts';

/** Whether `-wildcard` is given; reports options that the command does not have. */
export function readWildcard(options: readonly OptionNode[], command: string, context: BindContext): boolean {
  let wildcard = false;
  for (const { name, value, span } of options) {
    if (name !== 'wildcard')
      context.report(
        diagnose(
          'SPL1007',
          span,
          { command, option: `-${name}` },
          { help: didYouMean(name, ['wildcard']) ?? "its only option is '-wildcard'" },
        ),
      );
    else if (value) context.report(diagnose('SPL1008', span, { option: '-wildcard', reason: 'it takes no value' }));
    else wildcard = true;
  }
  return wildcard;
}

/** A test for a name pattern in which `*` stands for any run of characters. */
export function wildcardTest(pattern: string): (name: string) => boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const test = new RegExp(`^${parts.join('.*')}$`, 's');
  return (name) => test.test(name);
}
