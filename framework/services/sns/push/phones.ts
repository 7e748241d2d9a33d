/** Text messages: settings and who opted out, which is nobody, because no phone can answer STOP. */
import type { SNS } from '@aws-sdk/client-sns';
import type { Operations } from '../../../cloud/service';
import { invalidParameter, invalidSms } from '../errors';
import type { State } from '../state';

/** E.164: a plus sign, maybe, and up to fifteen digits. */
const isE164 = (number: string): boolean => /^\+?[1-9]\d{1,14}$/.test(number);

export function checkPublishedTo(number: string): void {
  if (!isE164(number)) throw invalidParameter(`PhoneNumber Reason: ${number} is not valid to publish to`);
}

/** Single dots, slashes and hyphens may part the digits of a subscriber's number. */
export const isSubscribable = (number: string): boolean =>
  !/[./-]{2}|^[./-]|[./-]$/.test(number) && isE164(number.replaceAll(/[./-]/g, ''));

function checkAsked(number: string): void {
  if (!isE164(number)) throw invalidParameter('PhoneNumber Reason: input incorrectly formatted');
}

const settings = [
  'DefaultSMSType',
  'DefaultSenderID',
  'DeliveryStatusIAMRole',
  'DeliveryStatusSuccessSamplingRate',
  'MonthlySpendLimit',
  'UsageReportS3Bucket',
];

/** What an account has that set nothing. */
const defaults = { MonthlySpendLimit: '1' };

function checkSetting(name: string, value: string): void {
  if (!settings.includes(name)) throw invalidSms(`${name} is not a valid attribute`);
  if (name === 'DefaultSMSType' && value !== 'Promotional' && value !== 'Transactional') {
    throw invalidSms('DefaultSMSType is invalid');
  }
  if (name === 'DefaultSenderID' && !/^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/.test(value)) {
    throw invalidSms('DefaultSenderID is not a valid attribute');
  }
}

export const phones: Operations<SNS, State> = {
  setSMSAttributes({ attributes }, call) {
    for (const [name, value] of Object.entries(attributes)) checkSetting(name, value);
    for (const [name, value] of Object.entries(attributes)) call.state.smsAttributes.set(name, value);
    return {};
  },

  getSMSAttributes({ attributes: asked = [] }, call) {
    const all: Record<string, string> = {
      ...defaults,
      ...Object.fromEntries(call.state.smsAttributes.prefix('')),
    };
    const wanted = Object.entries(all).filter(([name]) => asked.length === 0 || asked.includes(name));
    return { attributes: Object.fromEntries(wanted) };
  },

  checkIfPhoneNumberIsOptedOut({ phoneNumber }) {
    checkAsked(phoneNumber);
    return { isOptedOut: false };
  },

  listPhoneNumbersOptedOut: () => ({ phoneNumbers: [] }),

  optInPhoneNumber({ phoneNumber }) {
    checkAsked(phoneNumber);
    return {};
  },
};
