// Takes the documentation out of compiled modules: nothing at run time reads it, and the entry `logflume/docs` has it as data.
import ts from 'typescript';

/** Members of declarations that only readers of documentation read. */
const docMembers = new Set(['summary', 'examples', 'description']);

/**
 * Modules without their documentation, from sources by path: members of object literals named in docMembers, the descriptions of parameters, and
 * then every argument that the called function no longer reads. Lines stay where they are.
 * @param {ReadonlyMap<string, string>} sources @param {(specifier: string, from: string) => string} resolve
 */
export function stripDocs(sources, resolve) {
  const modules = new Map([...sources].map(([path, text]) => [path, parse(path, text)]));
  const objects = parameterObjects(modules, resolve);
  for (const [path, tree] of modules) change(modules, path, docEdits(tree, objects.get(path)));
  for (let changed = true; changed; ) {
    const unread = new Map([...modules].map(([path, tree]) => [path, unreadParameters(tree)]));
    const edits = [...modules].map(([path, tree]) => [path, argumentEdits(tree, calleesOf(tree, path, unread, resolve))]);
    changed = edits.some(([, { length }]) => length > 0);
    for (const [path, found] of edits) change(modules, path, found);
  }
  return new Map([...modules].map(([path, { text }]) => [path, text]));
}

function change(modules, path, edits) {
  if (edits.length > 0) modules.set(path, parse(path, applied(modules.get(path).text, edits)));
}

const parse = (path, text) => ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);

/** The text with ranges replaced; the line breaks of what goes stay. */
function applied(text, edits) {
  let result = text;
  for (const { start, end, by } of edits.sort((a, b) => b.start - a.start))
    result = result.slice(0, start) + by + result.slice(start, end).replace(/[^\n]/g, '') + result.slice(end);
  return result;
}

const edit = (node, by) => ({ start: node.getStart(), end: node.getEnd(), by });

function docEdits(tree, objects) {
  const edits = [];
  const visit = (node) => {
    const isMember = ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node);
    if (isMember && docMembers.has(node.name.text)) {
      edits.push(edit(node, '...{}'));
      return;
    }
    if (objects.has(node)) {
      for (const member of node.properties)
        if (ts.isPropertyAssignment(member)) edits.push(edit(member.initializer, "''"));
        else if (ts.isShorthandPropertyAssignment(member)) edits.push(edit(member, `${member.name.text}: ''`));
      return;
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return edits;
}

/**
 * The object literals that describe parameters, by module: those of a member `parameters`, those that a helper takes by that name, and the
 * constants that stand for either or are spread into one.
 */
function parameterObjects(modules, resolve) {
  const found = new Map([...modules.keys()].map((path) => [path, new Set()]));
  for (const [path, tree] of modules) {
    const add = (name) => {
      const exporter = importsOf(tree).find((imported) => imported.name === name);
      const [from, there] = exporter ? [resolve(exporter.from, path), exporter.exported] : [path, name];
      const declaration = modules.has(from) && constantsOf(modules.get(from)).find((constant) => constant.name.text === there);
      if (!declaration || found.get(from).has(declaration.initializer)) return;
      addOf(declaration.initializer, from === path ? add : () => {}, found.get(from));
    };
    const own = found.get(path);
    const helpers = new Map(
      functionsOf(tree).map(([name, fn]) => [name, fn.parameters.findIndex((parameter) => parameter.name.text === 'parameters')]),
    );
    const visit = (node) => {
      if (ts.isShorthandPropertyAssignment(node) && node.name.text === 'parameters') add('parameters');
      if (ts.isPropertyAssignment(node) && node.name.text === 'parameters') addOf(node.initializer, add, own);
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) addOf(node.arguments[helpers.get(node.expression.text)], add, own);
      ts.forEachChild(node, visit);
    };
    visit(tree);
  }
  return found;
}

/** Adds an expression of parameters: the object that it is, and the constants that it names or spreads. */
function addOf(node, add, objects) {
  if (!node) return;
  if (ts.isIdentifier(node)) add(node.text);
  if (!ts.isObjectLiteralExpression(node)) return;
  objects.add(node);
  for (const member of node.properties) if (ts.isSpreadAssignment(member)) addOf(member.expression, add, objects);
}

/** The declarations of variables at the top of a module. */
const constantsOf = (tree) =>
  tree.statements.flatMap((statement) => (ts.isVariableStatement(statement) ? [...statement.declarationList.declarations] : []));

/** What a module imports by name. */
const importsOf = (tree) =>
  tree.statements.flatMap((statement) => {
    const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    if (!bindings || !ts.isNamedImports(bindings)) return [];
    const from = statement.moduleSpecifier.text;
    return bindings.elements.map(({ name, propertyName }) => ({ name: name.text, exported: (propertyName ?? name).text, from }));
  });

/** The functions at the top of a module, by name. */
const functionsOf = (tree) => [
  ...tree.statements.filter(ts.isFunctionDeclaration).map((declared) => [declared.name.text, declared]),
  ...constantsOf(tree).flatMap(({ name, initializer }) =>
    initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)) ? [[name.text, initializer]] : [],
  ),
];

/** The places of parameters that a function does not read, by the name of the function. */
function unreadParameters(tree) {
  return new Map(
    functionsOf(tree).map(([name, fn]) => {
      const read = new Map();
      forEachIdentifier(fn, (identifier) => read.set(identifier.text, (read.get(identifier.text) ?? 0) + 1));
      const isUnread = (parameter) => ts.isIdentifier(parameter.name) && !parameter.dotDotDotToken && read.get(parameter.name.text) === 1;
      const places = read.has('arguments') ? [] : fn.parameters.flatMap((parameter, i) => (isUnread(parameter) ? [i] : []));
      return [name, new Set(places)];
    }),
  );
}

/** Every identifier that may be a variable: not the name of a member. */
function forEachIdentifier(root, use) {
  const visit = (node) => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isMember =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) || (ts.isPropertyAssignment(parent) && parent.name === node);
      if (!isMember) use(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(root);
}

/** The unread parameters of the functions that a module can call by a name that stands for nothing else in it. */
function calleesOf(tree, path, unread, resolve) {
  const callees = new Map(unread.get(path));
  for (const { name, exported, from } of importsOf(tree)) callees.set(name, unread.get(resolve(from, path))?.get(exported) ?? new Set());
  forEachIdentifier(tree, (node) => {
    const { parent } = node;
    const declares = (ts.isParameter(parent) || ts.isBindingElement(parent) || ts.isVariableDeclaration(parent)) && parent.name === node;
    const isTop = ts.isVariableDeclaration(parent) && parent.parent.parent.parent === tree;
    if (declares && !isTop) callees.delete(node.text);
  });
  return callees;
}

/** The arguments that nothing reads and whose evaluation does nothing, replaced by 0. */
function argumentEdits(tree, callees) {
  const edits = [];
  const visit = (node) => {
    const places = ts.isCallExpression(node) && ts.isIdentifier(node.expression) ? callees.get(node.expression.text) : undefined;
    const dropped = places && !node.arguments.some(ts.isSpreadElement) ? places : undefined;
    if (!dropped) {
      ts.forEachChild(node, visit);
      return;
    }
    node.arguments.forEach((argument, i) => {
      if (!dropped.has(i) || !isInert(argument)) visit(argument);
      else if (argument.getText() !== '0') edits.push(edit(argument, '0'));
    });
  };
  visit(tree);
  return edits;
}

/** Whether evaluating an expression has no effect: literals and names, and arrays, objects and templates of them. */
function isInert(node) {
  if (ts.isArrayLiteralExpression(node)) return node.elements.every((element) => !ts.isSpreadElement(element) && isInert(element));
  if (ts.isObjectLiteralExpression(node))
    return node.properties.every(
      (member) =>
        ts.isShorthandPropertyAssignment(member) ||
        (ts.isPropertyAssignment(member) && !ts.isComputedPropertyName(member.name) && isInert(member.initializer)) ||
        (ts.isSpreadAssignment(member) && isInert(member.expression)),
    );
  if (ts.isTemplateExpression(node)) return node.templateSpans.every(({ expression }) => isInert(expression));
  return (
    ts.isLiteralExpression(node) || ts.isIdentifier(node) || [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword].includes(node.kind)
  );
}
