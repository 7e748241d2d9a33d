/** Mobile push and text messages: what is kept, and what is refused (texts recorded on AWS, or by those who did). */
import { refusal, testTopic, topicArn } from './topic';

const account = 'arn:aws:sns:us-east-1:000000000000';

function application() {
  const topic = testTopic();
  const { PlatformApplicationArn = '' } = topic.sns.createPlatformApplication({
    Name: 'shop',
    Platform: 'GCM',
    Attributes: { PlatformCredential: 'key', EventEndpointCreated: topicArn },
  });
  const endpoint = (
    Token: string,
    more: { CustomUserData?: string; Attributes?: Record<string, string> } = {},
  ) => topic.sns.createPlatformEndpoint({ PlatformApplicationArn, Token, ...more }).EndpointArn ?? '';
  return { ...topic, arn: PlatformApplicationArn, endpoint };
}

test('an application keeps its credentials to itself and goes with its endpoints', () => {
  const { sns, arn, endpoint } = application();
  expect(arn).toBe(`${account}:app/GCM/shop`);
  const Attributes = { Enabled: 'true', EventEndpointCreated: topicArn };
  expect(sns.getPlatformApplicationAttributes({ PlatformApplicationArn: arn })).toEqual({ Attributes });
  expect(sns.listPlatformApplications({})).toEqual({
    PlatformApplications: [{ PlatformApplicationArn: arn, Attributes }],
  });
  sns.setPlatformApplicationAttributes({ PlatformApplicationArn: arn, Attributes: { Enabled: 'false' } });
  expect(sns.getPlatformApplicationAttributes({ PlatformApplicationArn: arn }).Attributes?.['Enabled']).toBe(
    'false',
  );
  const EndpointArn = endpoint('t');
  sns.deletePlatformApplication({ PlatformApplicationArn: arn });
  sns.deletePlatformApplication({ PlatformApplicationArn: arn });
  expect(refusal(() => sns.getEndpointAttributes({ EndpointArn }))).toBe('NotFound: Endpoint does not exist');
  expect(refusal(() => endpoint('t'))).toBe('NotFound: PlatformApplication does not exist');
});

test('a token has one endpoint, and other attributes name it', () => {
  const { sns, arn, endpoint } = application();
  const first = endpoint('t');
  expect(first).toMatch(/^arn:aws:sns:us-east-1:000000000000:endpoint\/GCM\/shop\/[0-9a-f-]{36}$/);
  expect(endpoint('t', { Attributes: { Enabled: 'true' } })).toBe(first);
  expect(refusal(() => endpoint('t', { CustomUserData: 'me' }))).toBe(
    `InvalidParameter: Invalid parameter: Token Reason: Endpoint ${first} already exists with the same Token, but different attributes.`,
  );
  sns.setEndpointAttributes({ EndpointArn: first, Attributes: { CustomUserData: 'me' } });
  expect(endpoint('t', { CustomUserData: 'me' })).toBe(first);
  expect(sns.listEndpointsByPlatformApplication({ PlatformApplicationArn: arn }).Endpoints).toEqual([
    { EndpointArn: first, Attributes: { Enabled: 'true', Token: 't', CustomUserData: 'me' } },
  ]);
  expect(refusal(() => endpoint('u', { Attributes: { Colour: 'red' } }))).toBe(
    'InvalidParameter: Invalid parameter: Attributes Reason: Invalid attribute name: Colour',
  );
  sns.deleteEndpoint({ EndpointArn: first });
  sns.deleteEndpoint({ EndpointArn: first });
  expect(sns.listEndpointsByPlatformApplication({ PlatformApplicationArn: arn }).Endpoints).toEqual([]);
});

test('a push message is an event of the trace; disabled and missing endpoints take none', () => {
  const { sns, endpoint, notes } = application();
  const TargetArn = endpoint('t');
  const message = JSON.stringify({ default: 'hello', GCM: '{"data":1}' });
  const { MessageId } = sns.publish({ TargetArn, Message: message, MessageStructure: 'json' });
  expect(notes('push message published')).toEqual([
    { atSeconds: 0, resource: TargetArn, messageId: MessageId, message: '{"data":1}' },
  ]);
  sns.setEndpointAttributes({ EndpointArn: TargetArn, Attributes: { Enabled: 'false' } });
  expect(refusal(() => sns.publish({ TargetArn, Message: 'm' }))).toBe(
    'EndpointDisabled: Endpoint is disabled',
  );
  expect(refusal(() => sns.publish({ TargetArn: `${account}:endpoint/GCM/shop/x`, Message: 'm' }))).toBe(
    'InvalidParameter: Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified',
  );
  const subscribe = (Endpoint: string) =>
    sns.subscribe({ TopicArn: topicArn, Protocol: 'application', Endpoint }).SubscriptionArn;
  expect(subscribe(TargetArn)).toMatch(/^arn:aws:sns:us-east-1:000000000000:orders:/);
  expect(refusal(() => subscribe(`${account}:endpoint/GCM/shop/x`))).toBe(
    'InvalidParameter: Invalid parameter: Endpoint Reason: Endpoint does not exist for endpoint ' +
      `arn${account}:endpoint/GCM/shop/x`,
  );
});

test.each([
  ['', 'GCM', 'Invalid parameter:  Reason: cannot be empty'],
  [
    'a b',
    'GCM',
    "Invalid parameter: a b Reason: must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.'",
  ],
  [
    'a'.repeat(257),
    'GCM',
    `Invalid parameter: ${'a'.repeat(257)} Reason: must be at most 256 characters long`,
  ],
  ['shop', 'PIGEON', 'Invalid parameter: Platform Reason: PIGEON is not supported'],
])('an application named %s of platform %s is refused', (Name, Platform, why) => {
  const { sns } = testTopic();
  expect(refusal(() => sns.createPlatformApplication({ Name, Platform, Attributes: {} }))).toBe(
    `InvalidParameter: ${why}`,
  );
});

test('text messages are events of the trace, and phone numbers are checked', () => {
  const { sns, notes } = testTopic();
  const { MessageId } = sns.publish({ PhoneNumber: '+15551234567', Message: 'hello' });
  expect(notes('text message published')).toEqual([
    { atSeconds: 0, resource: '+15551234567', messageId: MessageId, message: 'hello' },
  ]);
  expect(refusal(() => sns.publish({ PhoneNumber: '+1a234', Message: 'hello' }))).toBe(
    'InvalidParameter: Invalid parameter: PhoneNumber Reason: +1a234 is not valid to publish to',
  );
  const subscribe = (Endpoint: string) =>
    refusal(() => sns.subscribe({ TopicArn: topicArn, Protocol: 'sms', Endpoint }));
  for (const number of ['NAA+15551234567', '+15--551234567', '+15551234567.', '/+15551234567']) {
    expect(subscribe(number)).toBe(`InvalidParameter: Invalid SMS endpoint: ${number}`);
  }
  expect(sns.checkIfPhoneNumberIsOptedOut({ phoneNumber: '+447428545375' })).toEqual({ isOptedOut: false });
  expect(sns.listPhoneNumbersOptedOut({})).toEqual({ phoneNumbers: [] });
  expect(refusal(() => sns.optInPhoneNumber({ phoneNumber: '+44742LALALA' }))).toBe(
    'InvalidParameter: Invalid parameter: PhoneNumber Reason: input incorrectly formatted',
  );
});

test('settings of text messages are kept beside the default spending limit', () => {
  const { sns } = testTopic();
  expect(sns.getSMSAttributes({})).toEqual({ attributes: { MonthlySpendLimit: '1' } });
  sns.setSMSAttributes({ attributes: { DefaultSMSType: 'Transactional', DefaultSenderID: 'Shop' } });
  expect(sns.getSMSAttributes({ attributes: ['DefaultSMSType'] })).toEqual({
    attributes: { DefaultSMSType: 'Transactional' },
  });
  const set = (attributes: Record<string, string>) => refusal(() => sns.setSMSAttributes({ attributes }));
  expect(set({ test: 'x' })).toBe('InvalidParameter: test is not a valid attribute');
  expect(set({ DefaultSMSType: 'Urgent' })).toBe('InvalidParameter: DefaultSMSType is invalid');
});
