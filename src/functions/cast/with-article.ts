/** The name of a type with its article: a BIGINT, an INTEGER. */
export function withArticle(type: string): string {
  return `${/^[AEIOU]/.test(type) ? 'an' : 'a'} ${type}`;
}
