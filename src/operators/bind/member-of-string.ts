import type { DiagnosticExtras } from '../../diagnostics/diagnostic.ts';
import type { Expression } from '../expressions/expression.ts';
import type { BindScope } from './bind-scope.ts';

/** What to write for a member of a string: that of a JSON column beside it whose name begins alike (`user` and `userInfo`), or one of the JSON in it. */
export function memberOfString(object: Expression, name: string, { scope, context }: BindScope): DiagnosticExtras {
  const { span } = object;
  const written = context.source.slice(span.start, span.end);
  const beside =
    object.kind === 'column'
      ? scope.schema.find(
          ({ name: other, type }) =>
            type.kind === 'json' && other !== object.name && other.toLowerCase().startsWith(object.name.toLowerCase()),
        )
      : undefined;
  if (!beside) return { help: `if it contains JSON, write json_extract_scalar(${written}, '$.${name}')` };
  const text = `${beside.name}.${name}`;
  return { help: `write ${text}`, fixes: [{ title: `write ${text}`, span, text: beside.name }] };
}
