import type { IAM } from '@aws-sdk/client-iam';
import type { Operations } from '../../../cloud/service';
import { reportNotPresent } from '../errors';
import { ofAccount, type AccessKey, type IamCall, type State, type User } from '../state';
import { accessKeysOf } from '../users/access-keys';
import { loginProfileOf } from '../users/login-profiles';
import { mfaDevicesOf } from '../users/mfa-devices';
import { certificatesOf } from '../users/signing-certificates';

/** A report that is younger is given again instead of a new one. */
const validMs = 4 * 3_600_000;

const columns = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  'access_key_1_active',
  'access_key_1_last_rotated',
  'access_key_1_last_used_date',
  'access_key_1_last_used_region',
  'access_key_1_last_used_service',
  'access_key_2_active',
  'access_key_2_last_rotated',
  'access_key_2_last_used_date',
  'access_key_2_last_used_region',
  'access_key_2_last_used_service',
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
];

const timeText = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, '+00:00');

const yesNo = (value: boolean): string => (value ? 'true' : 'false');

function keyColumns(key: AccessKey | undefined): string[] {
  if (key === undefined) return ['false', 'N/A', 'N/A', 'N/A', 'N/A'];
  const { lastUsed } = key;
  return [
    yesNo(key.status === 'Active'),
    timeText(key.createdAtMs),
    lastUsed === undefined ? 'N/A' : timeText(lastUsed.atMs),
    lastUsed?.region ?? 'N/A',
    lastUsed?.service ?? 'N/A',
  ];
}

function userRow(user: User, call: IamCall): string[] {
  const profile = loginProfileOf(user, call);
  const [first, second] = accessKeysOf(user, call);
  const [one, other] = certificatesOf(user, call);
  const password =
    profile === undefined
      ? ['false', 'N/A', 'N/A', 'N/A']
      : ['true', 'no_information', timeText(profile.createdAtMs), 'N/A'];
  return [
    user.name,
    user.arn,
    timeText(user.createdAtMs),
    ...password,
    yesNo(mfaDevicesOf(user, call).length > 0),
    ...keyColumns(first),
    ...keyColumns(second),
    ...[one, other].flatMap((certificate) => [
      yesNo(certificate?.status === 'Active'),
      certificate === undefined ? 'N/A' : timeText(certificate.createdAtMs),
    ]),
  ];
}

/** When the account came to be is not known here. */
function rootRow(call: IamCall): string[] {
  const arn = `arn:${call.partition}:iam::${call.accountId}:root`;
  const password = ['not_supported', 'no_information', 'not_supported', 'not_supported'];
  const certificates = ['false', 'N/A', 'false', 'N/A'];
  return [
    '<root_account>',
    arn,
    timeText(0),
    ...password,
    'false',
    ...keyColumns(undefined),
    ...keyColumns(undefined),
    ...certificates,
  ];
}

function report(call: IamCall): string {
  const users = [...ofAccount(call.state.users, call.accountId)].map((user) => userRow(user, call));
  return [columns, rootRow(call), ...users].map((row) => row.join(',')).join('\n');
}

export const credentialReports: Operations<IAM, State> = {
  /** The first request starts a report, a later one finds it complete. */
  generateCredentialReport(_, call) {
    const known = call.state.reports.get(call.accountId);
    if (known !== undefined && known.atMs + validMs > call.nowMs) return { State: 'COMPLETE' };
    call.state.reports.set(call.accountId, { atMs: call.nowMs, text: report(call) });
    return {
      State: 'STARTED',
      Description: 'No report exists. Starting a new report generation task',
    };
  },

  getCredentialReport(_, call) {
    const known = call.state.reports.get(call.accountId);
    if (known === undefined) throw reportNotPresent();
    return {
      Content: new Uint8Array(Buffer.from(known.text)),
      ReportFormat: 'text/csv',
      GeneratedTime: new Date(known.atMs),
    };
  },
};
