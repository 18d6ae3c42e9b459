// Tells bundlers that declarations may be left out where nothing reads them: evaluating one does nothing but make it.
import ts from 'typescript';

const mark = '/* @__PURE__ */ ';

/** A module whose constants at the top are marked; lines stay where they are. */
export function markPure(path, text) {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const inserted = [];
  for (const statement of tree.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!initializer || !ts.isIdentifier(name)) continue;
      const { calls, hasOtherEffects } = effectsOf(initializer);
      if (hasOtherEffects) {
        // A mark at each call does not do: bundlers take reading a member and spreading for effects. Engines compile a function that is called where it is written at once.
        inserted.push([initializer.getStart(), `${mark}(function () { return `], [initializer.getEnd(), '; })()']);
      } else inserted.push(...calls.map((call) => [call.getStart(), mark]));
    }
  }
  let result = text;
  for (const [at, piece] of inserted.sort(([a], [b]) => b - a)) result = result.slice(0, at) + piece + result.slice(at);
  return result;
}

/** The calls of an expression outside the functions in it, and whether it has other parts that bundlers take for effects. */
function effectsOf(expression) {
  const calls = [];
  let hasOtherEffects = false;
  const visit = (node) => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      calls.push(node);
      hasOtherEffects ||= !ts.isIdentifier(node.expression);
    } else hasOtherEffects ||= !isInertKind(node);
    ts.forEachChild(node, visit);
  };
  visit(expression);
  return { calls, hasOtherEffects };
}

const isInertKind = (node) =>
  ts.isLiteralExpression(node) ||
  ts.isIdentifier(node) ||
  ts.isArrayLiteralExpression(node) ||
  ts.isObjectLiteralExpression(node) ||
  ts.isPropertyAssignment(node) ||
  ts.isShorthandPropertyAssignment(node) ||
  ts.isParenthesizedExpression(node) ||
  [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(node.kind);
