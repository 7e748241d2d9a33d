import { AwsError } from '../cloud/service';
import { milliseconds, StormError, type Duration } from '../kernel';
import { requestsText, selectsRequest, type Dose, type Fault, type Requests } from './fault';

export interface ClockSkewOptions extends Omit<Requests, 'from'>, Dose {
  /** Whose clock is wrong: function code's by default. */
  from?: 'functions' | 'scenario';
  /** How far it is ahead of the cloud's. */
  ahead?: Duration;
  /** How far it is behind the cloud's. */
  behind?: Duration;
}

/** How far a signature's time may be off, in S3 and elsewhere. See aws-behaviour.md 2.8 and 11. */
const toleratedMs = { s3: 15 * 60_000, elsewhere: 5 * 60_000 };

/**
 * Sets the caller's clock against the cloud's: requests that it signs are refused for their date.
 *
 * It is the cloud's clock that the caller sees otherwise, in refusals and in the `Date` of their answers; the caller's
 * own is left alone. SDKs take the difference from that date and sign anew, so that a first request fails inside of
 * the SDK and those after it don't.
 *
 * @example
 * inject(faults.clockSkew({ from: 'scenario', behind: '20 minutes' }));
 */
export function clockSkew(options: ClockSkewOptions): Fault {
  const { ahead, behind, from = 'functions' } = options;
  const by = ahead ?? behind;
  if (by === undefined || (ahead !== undefined && behind !== undefined)) {
    throw new StormError('STORM_BAD_INPUT', 'The clockSkew fault needs either `ahead` or `behind`.', {
      fix: "say how far the caller's clock is off: clockSkew({ behind: '20 minutes' })",
    });
  }
  const skewMs = ahead === undefined ? -milliseconds(by) : milliseconds(by);
  const requests: Requests = { ...options, from };
  return {
    kind: 'clockSkew',
    title: `clock ${by} ${ahead === undefined ? 'behind' : 'ahead'} at ${requestsText(options)}`,
    dose: options,
    proof: 'request',
    before(view, dice) {
      if (!selectsRequest(requests, view, dice)) return undefined;
      const { signedAtMs, nowMs, service } = view;
      if (signedAtMs === undefined) return undefined;
      const offMs = signedAtMs + skewMs - nowMs;
      const limitMs = service === 's3' ? toleratedMs.s3 : toleratedMs.elsewhere;
      if (Math.abs(offMs) <= limitMs) return undefined;
      return { kind: 'error', error: refusal(service, signedAtMs + skewMs, nowMs), clockMs: nowMs - skewMs };
    },
  };
}

function refusal(service: string, signedAtMs: number, nowMs: number): AwsError {
  if (service === 's3') {
    return new AwsError(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      { status: 403 },
    );
  }
  const [signed, now] = [basic(signedAtMs), basic(nowMs)];
  const message =
    signedAtMs < nowMs
      ? `Signature expired: ${signed} is now earlier than ${basic(nowMs - toleratedMs.elsewhere)} (${now} - 5 min.)`
      : `Signature not yet current: ${signed} is still later than ${basic(nowMs + toleratedMs.elsewhere)} (${now} + 5 min.)`;
  return new AwsError('InvalidSignatureException', message, { status: 403 });
}

/** '20260101T000000Z' */
function basic(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
