/** A piece of an `Fn::Sub` text: literal, or the name between `${` and `}`. */
export type SubPart = { text: string } | { name: string };

/** Names CloudFormation takes between `${` and `}`. */
export const subName = /^[A-Za-z0-9_.:]+$/;

/** Takes an `Fn::Sub` text apart; `${!Name}` is the literal `${Name}`, a `${` that never closes is text. */
export function subParts(text: string): SubPart[] {
  const parts: SubPart[] = [];
  let literal = '';
  let at = 0;
  for (;;) {
    const start = text.indexOf('${', at);
    const end = start === -1 ? -1 : text.indexOf('}', start);
    if (end === -1) break;
    literal += text.slice(at, start);
    const inside = text.slice(start + 2, end);
    if (inside.startsWith('!')) literal += '${' + inside.slice(1) + '}';
    else {
      if (literal !== '') parts.push({ text: literal });
      literal = '';
      parts.push({ name: inside });
    }
    at = end + 1;
  }
  literal += text.slice(at);
  if (literal !== '') parts.push({ text: literal });
  return parts;
}

/** The names an `Fn::Sub` text asks for, in order. */
export function subNames(text: string): string[] {
  return subParts(text).flatMap((part) => ('name' in part ? [part.name] : []));
}
