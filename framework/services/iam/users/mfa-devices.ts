import type { IAM } from '@aws-sdk/client-iam';
import { base32, type Operations } from '../../../cloud/service';
import {
  deviceExists,
  deviceInUse,
  deviceIsAssigned,
  deviceNotFound,
  invalidAuthenticationCode,
  quotaExceeded,
} from '../errors';
import { userNamed, userOrCaller } from '../holders';
import { page } from '../pages';
import { keyOf, ofAccount, type IamCall, type MfaDevice, type State, type User } from '../state';
import { readTags, tagsOut, withoutTags, withTags } from '../tags';
import { listedUser } from './listed-user';

const devicesMax = 8;

function deviceAt(call: IamCall, serial: string): MfaDevice {
  const device = call.state.mfaDevices.get(keyOf(call.accountId, serial));
  if (device === undefined) throw deviceNotFound(serial);
  return device;
}

const save = (call: IamCall, device: MfaDevice): void =>
  call.state.mfaDevices.set(keyOf(call.accountId, device.serial), device);

const devices = (call: IamCall): MfaDevice[] => [...ofAccount(call.state.mfaDevices, call.accountId)];

export const mfaDevicesOf = ({ name }: User, call: IamCall): MfaDevice[] =>
  devices(call).filter(({ userName }) => userName === name);

const enabled = ({ enabledAtMs }: MfaDevice) =>
  enabledAtMs === undefined ? {} : { EnableDate: new Date(enabledAtMs) };

/** A device's own text in an authenticator's QR code (Key URI format). */
const keyUri = (accountId: string, name: string, seed: string): string =>
  `otpauth://totp/Amazon%20Web%20Services:${name}@${accountId}?secret=${seed}&issuer=Amazon%20Web%20Services`;

/** Devices are kept and shown; nobody signs in here, so the codes that they would show are not checked. */
export const mfaDevices: Operations<IAM, State> = {
  createVirtualMFADevice({ VirtualMFADeviceName: name, Path: path = '/', Tags }, call) {
    const serial = `arn:${call.partition}:iam::${call.accountId}:mfa${path}${name}`;
    const tags = readTags(Tags);
    if (call.state.mfaDevices.has(keyOf(call.accountId, serial))) throw deviceExists();
    const seed = call.random('mfa seed').text(64, base32);
    save(call, { serial, isVirtual: true, tags, createdAtMs: call.nowMs });
    return {
      VirtualMFADevice: {
        SerialNumber: serial,
        Base32StringSeed: new Uint8Array(Buffer.from(seed)),
        // The picture's text; drawing it is left to who wants a picture.
        QRCodePNG: new Uint8Array(Buffer.from(keyUri(call.accountId, name, seed))),
        ...tagsOut(tags),
      },
    };
  },

  deleteVirtualMFADevice({ SerialNumber }, call) {
    const device = deviceAt(call, SerialNumber);
    if (device.userName !== undefined) throw deviceIsAssigned();
    call.state.mfaDevices.delete(keyOf(call.accountId, device.serial));
    return {};
  },

  listVirtualMFADevices({ AssignmentStatus = 'Any', ...input }, call) {
    const found = devices(call).filter(
      ({ isVirtual, userName }) =>
        isVirtual &&
        (AssignmentStatus === 'Any' || (AssignmentStatus === 'Assigned') === (userName !== undefined)),
    );
    const { items, ...rest } = page(found, ({ serial }) => serial, input);
    return {
      VirtualMFADevices: items.map((device) => ({
        SerialNumber: device.serial,
        ...enabled(device),
        ...(device.userName === undefined ? {} : { User: listedUser(userNamed(device.userName, call)) }),
      })),
      ...rest,
    };
  },

  /** A virtual device was made before; any other serial number is that of a device in somebody's hands. */
  enableMFADevice({ UserName, SerialNumber: serial, AuthenticationCode1, AuthenticationCode2 }, call) {
    const user = userNamed(UserName, call);
    if (AuthenticationCode1 === AuthenticationCode2) throw invalidAuthenticationCode();
    const known = call.state.mfaDevices.get(keyOf(call.accountId, serial));
    if (known === undefined && serial.startsWith('arn:')) throw deviceNotFound(serial);
    if (known?.userName !== undefined) throw deviceInUse();
    if (mfaDevicesOf(user, call).length >= devicesMax) throw quotaExceeded('MFADevicesPerUser', devicesMax);
    const device = known ?? { serial, isVirtual: false, tags: [], createdAtMs: call.nowMs };
    save(call, { ...device, userName: user.name, enabledAtMs: call.nowMs });
    return {};
  },

  /** A virtual device stays, without a user. */
  deactivateMFADevice({ UserName, SerialNumber }, call) {
    const user = userOrCaller(UserName, call);
    const device = mfaDevicesOf(user, call).find(({ serial }) => serial === SerialNumber);
    if (device === undefined) throw deviceNotFound(SerialNumber);
    const { userName: _user, enabledAtMs: _enabled, ...rest } = device;
    if (device.isVirtual) save(call, rest);
    else call.state.mfaDevices.delete(keyOf(call.accountId, device.serial));
    return {};
  },

  resyncMFADevice({ UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 }, call) {
    const user = userNamed(UserName, call);
    if (mfaDevicesOf(user, call).every(({ serial }) => serial !== SerialNumber)) {
      throw deviceNotFound(SerialNumber);
    }
    if (AuthenticationCode1 === AuthenticationCode2) throw invalidAuthenticationCode();
    return {};
  },

  listMFADevices({ UserName, ...input }, call) {
    const user = userOrCaller(UserName, call);
    const { items, ...rest } = page(mfaDevicesOf(user, call), ({ serial }) => serial, input);
    return {
      MFADevices: items.map((device) => ({
        UserName: user.name,
        SerialNumber: device.serial,
        EnableDate: new Date(device.enabledAtMs ?? device.createdAtMs),
      })),
      ...rest,
    };
  },

  getMFADevice({ SerialNumber, UserName }, call) {
    const device = deviceAt(call, SerialNumber);
    if (UserName !== undefined && device.userName !== UserName) throw deviceNotFound(SerialNumber);
    const { userName } = device;
    return {
      ...(userName === undefined ? {} : { UserName: userName }),
      SerialNumber: device.serial,
      ...enabled(device),
    };
  },

  tagMFADevice({ SerialNumber, Tags }, call) {
    const device = deviceAt(call, SerialNumber);
    save(call, { ...device, tags: withTags(device.tags, Tags) });
    return {};
  },

  untagMFADevice({ SerialNumber, TagKeys }, call) {
    const device = deviceAt(call, SerialNumber);
    save(call, { ...device, tags: withoutTags(device.tags, TagKeys) });
    return {};
  },

  listMFADeviceTags({ SerialNumber, ...input }, call) {
    const { items, ...rest } = page(deviceAt(call, SerialNumber).tags, ({ Key }) => Key, input);
    return { Tags: items.map((tag) => ({ ...tag })), ...rest };
  },
};
