/** Rotation: a function makes, sets, tests and brings in a new value, in four invocations one after the other. */
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import {
  AwsError,
  type AnswerData,
  type Input,
  type Operations,
  parseSchedule,
} from '../../../cloud/service';
import { functionRefuses, invalidParameter, invalidRequest } from '../errors';
import { liveSecret, save } from '../secrets/find';
import { moveStage, pendingStage } from '../secrets/versions';
import type { Rotation, Secret, SecretCall, State } from '../state';
import { scheduled, stopSchedule } from './schedule';

const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
type Step = (typeof steps)[number];

/** A rotation under way; a type, because it is the payload of a step. */
type Run = { name: string; versionId: string; step: Step; isTest: boolean };

type Rotate = Input<SecretsManager, 'rotateSecret'>;

function rotationOf(call: SecretCall, { rotation: former }: Secret, input: Rotate): Rotation {
  if (
    input.ExternalSecretRotationRoleArn !== undefined ||
    input.ExternalSecretRotationMetadata !== undefined
  ) {
    call.notEmulated('secretsmanager:RotateSecret of managed external secrets');
  }
  const functionArn = input.RotationLambdaARN ?? former?.functionArn;
  if (functionArn === undefined) {
    throw invalidRequest('No Lambda rotation function ARN is associated with this secret.');
  }
  const {
    AutomaticallyAfterDays: afterDays,
    ScheduleExpression: schedule,
    Duration,
  } = input.RotationRules ?? {};
  if (afterDays !== undefined && schedule !== undefined) {
    throw invalidParameter('You can specify either AutomaticallyAfterDays or ScheduleExpression, not both.');
  }
  if (afterDays !== undefined && (afterDays < 1 || afterDays > 1000)) {
    throw invalidParameter('RotationRules.AutomaticallyAfterDays must be within 1-1000.');
  }
  const kind = schedule === undefined ? undefined : parseSchedule(schedule)?.kind;
  if (schedule !== undefined && (kind === undefined || kind === 'at')) {
    throw invalidParameter('The schedule expression is invalid.');
  }
  const rules = {
    ...(afterDays === undefined ? {} : { afterDays }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(Duration === undefined ? {} : { duration: Duration }),
  };
  const kept = input.RotationRules === undefined ? former : undefined;
  return {
    ...kept,
    ...rules,
    ...(former?.rotatedAtMs === undefined ? {} : { rotatedAtMs: former.rotatedAtMs }),
    isEnabled: true,
    functionArn,
  };
}

/** Whether the function lets Secrets Manager in is asked before anything is changed. */
function checkFunction(call: SecretCall, FunctionName: string): void {
  try {
    call.ask('lambda', asked(call)).invoke({ FunctionName, InvocationType: 'DryRun' });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    // A function that is not there reads like one that refuses.
    const isOutOfReach = /^AccessDenied|^ResourceNotFound|^ValidationException/.test(error.code);
    throw isOutOfReach ? functionRefuses() : invalidRequest(error.message);
  }
}

const asked = (call: SecretCall) => ({ sourceAccount: call.accountId });

/** Announces the version that the function is to make. */
function withPending(secret: Secret, versionId: string, nowMs: number): Secret {
  const isThere = secret.versions.some(({ id }) => id === versionId);
  const announced = { id: versionId, stages: [], createdAtMs: nowMs, isBinary: false };
  const versions = isThere ? secret.versions : [...secret.versions, announced];
  return moveStage({ ...secret, versions }, pendingStage, versionId);
}

function invoke(call: SecretCall, { arn, rotation }: Secret, run: Run): void {
  const event = { SecretId: arn, ClientRequestToken: run.versionId, Step: run.step };
  call.note('rotation step', arn, { step: run.step, versionId: run.versionId });
  call.askLater('lambda', { ...asked(call), answerTo: { kind: 'rotationStep', payload: run } }).invoke({
    FunctionName: rotation?.functionArn ?? '',
    Payload: Buffer.from(JSON.stringify(event)),
  });
}

function begin(call: SecretCall, secret: Secret, versionId: string, isTest: boolean): Secret {
  const pending = save(call, withPending(secret, versionId, call.nowMs));
  const step = isTest ? 'testSecret' : 'createSecret';
  invoke(call, pending, { name: secret.name, versionId, step, isTest });
  return pending;
}

/** A step's answer: the next one follows, or the rotation has failed and leaves its pending version. */
export function rotationStep({ answer, ...run }: Run & { answer: AnswerData }, call: SecretCall): void {
  const secret = call.state.secrets.get(run.name);
  if (secret?.rotation === undefined) return;
  const failure = failureOf(call, answer);
  if (failure !== undefined) {
    call.note('rotation failed', secret.arn, { step: run.step, versionId: run.versionId, reason: failure });
    if (!run.isTest) save(call, scheduled(call, secret));
    return;
  }
  const next = run.isTest ? undefined : steps[steps.indexOf(run.step) + 1];
  if (next !== undefined) invoke(call, secret, { ...run, step: next });
  else if (run.isTest) save(call, withoutPending(secret, run.versionId));
  else {
    const rotation = { ...secret.rotation, rotatedAtMs: call.nowMs };
    save(call, scheduled(call, { ...secret, rotation }));
    call.note('secret rotated', secret.arn, { versionId: run.versionId });
  }
}

function withoutPending(secret: Secret, versionId: string): Secret {
  const left = moveStage(secret, pendingStage, undefined);
  return {
    ...left,
    versions: left.versions.filter(({ id, sealed }) => id !== versionId || sealed !== undefined),
  };
}

function failureOf(call: SecretCall, answer: AnswerData): string | undefined {
  try {
    const { FunctionError, Payload = new Uint8Array() } = call.answerOf('lambda', 'invoke', answer);
    return FunctionError === undefined ? undefined : Buffer.from(Payload).toString('utf8');
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

/** The schedule's turn. */
export function rotate({ name }: { name: string }, call: SecretCall): void {
  const secret = call.state.secrets.get(name);
  if (secret?.rotation?.isEnabled !== true || secret.deletion !== undefined) return;
  const { laterId: _, ...rotation } = secret.rotation;
  begin(call, { ...secret, rotation }, call.random('rotation').uuid(), false);
}

export const rotations: Operations<SecretsManager, State> = {
  rotateSecret(input, call) {
    const secret = liveSecret(call, input.SecretId);
    const rotation = rotationOf(call, secret, input);
    checkFunction(call, rotation.functionArn);
    const versionId = input.ClientRequestToken ?? call.random('rotation').uuid();
    const isTest = input.RotateImmediately === false;
    const planned = scheduled(call, { ...stopSchedule(call, secret), rotation });
    begin(call, planned, versionId, isTest);
    return { ARN: secret.arn, Name: secret.name, ...(isTest ? {} : { VersionId: versionId }) };
  },

  cancelRotateSecret({ SecretId }, call) {
    const secret = stopSchedule(call, liveSecret(call, SecretId));
    const { rotation } = secret;
    // AWS's text is about something else.
    if (rotation === undefined) {
      throw invalidRequest(
        "You tried to enable rotation on a secret that doesn't already have a Lambda function ARN configured and you " +
          "didn't include such an ARN as a parameter in this call.",
      );
    }
    save(call, { ...secret, rotation: { ...rotation, isEnabled: false } });
    return { ARN: secret.arn, Name: secret.name };
  },
};
