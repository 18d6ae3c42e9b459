import { createToken as createType, type ITokenConfig, type TokenType } from 'chevrotain';

/**
 * A token type. Chevrotain's own function looks through all members of the type's categories, for each member again; the lexer and the parser do so once for
 * all types.
 */
export function createToken({ categories = [], ...config }: ITokenConfig): TokenType {
  const type = createType(config);
  type.CATEGORIES = [categories].flat();
  return type;
}
