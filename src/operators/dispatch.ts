interface Node {
  readonly kind: string;
}

/** A function for each kind of a union of nodes. */
export type Handlers<N extends Node, A extends readonly unknown[], R> = {
  readonly [K in N['kind']]: (node: N & { readonly kind: K }, ...rest: A) => R;
};

/** Calls the function of a map for the kind of a node. */
export function dispatch<N extends Node, A extends readonly unknown[], R>(handlers: Handlers<N, A, R>, node: N, ...rest: A): R {
  const handler = handlers[node.kind as N['kind']] as (node: N, ...rest: A) => R; // a union type cannot say that the function is the node's own
  return handler(node, ...rest);
}
