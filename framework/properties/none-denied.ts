import { history, workOf } from './history';
import { countOf, type Property } from './property';

const denials = /^(AccessDenied|AccessDeniedException|AuthorizationError|UnauthorizedOperation)$/;

/** Whether an error's code tells of a permission that was missing. */
export function isDenial(code: string | undefined): boolean {
  return denials.test(code ?? '');
}

/**
 * No call of the system was refused for want of a permission.
 *
 * AWS drops what it may not do in silence in some places (a function's logs), so that nothing else would tell.
 */
export function noneDenied(): Property {
  return {
    name: 'noneDenied',
    needs: ['trace'],
    judge(evidence) {
      const calls = new Map(
        evidence.trace.flatMap((entry) =>
          entry.type === 'call' && entry.task !== 'scenario' ? [[entry.n, entry] as const] : [],
        ),
      );
      const refused = evidence.trace.flatMap((entry) => {
        const call = entry.type === 'answer' && isDenial(entry.code) ? calls.get(entry.cause) : undefined;
        return call === undefined || entry.type !== 'answer' ? [] : [{ call, message: entry.message ?? '' }];
      });
      const [first] = refused;
      if (first === undefined) return { holds: true, proven: `${calls.size} calls, none denied` };
      const messages = [...new Set(refused.map(({ message }) => message))];
      const work = workOf(evidence, first.call);
      return {
        holds: false,
        what: `${countOf(refused.length, calls.size, 'call')} ${refused.length === 1 ? 'was' : 'were'} denied`,
        lines: [
          ...messages.map((text) => ({ label: 'denied', text })),
          ...(work === undefined ? [] : history(evidence, work).map((text) => ({ label: 'history', text }))),
        ],
        fix: {
          text: `allow ${first.call.service}:${first.call.operation} on ${first.call.resource ?? '*'} in the role's policy`,
        },
      };
    },
  };
}
