import { StsError } from './errors.js'
import type { IamCall } from './iam-call.js'
import { checkInput } from './input.js'
import { identityOf, partsOf, type MfaDevice, type User } from './model.js'
import { randomSeed } from './totp.js'
import type { XmlTree } from './xml.js'

/** IAM allows eight devices a user. */
const MAX_DEVICES = 8

/** Operations on virtual devices, which belong to the account. */
export const OPERATIONS_WITHOUT_USER: ReadonlySet<string> = new Set([
  'CreateVirtualMFADevice',
  'DeleteVirtualMFADevice',
])

const SERIAL = { required: true, length: [9, 256], pattern: '[\\w+=/:,.@-]+' } as const
const CODE = { required: true, length: [6, 6], pattern: '[\\d]+' } as const
const NAME = { required: true, length: [1, 226], pattern: '[\\w+=,.@-]+' } as const

/** The operations on MFA devices (IAM API Reference, version 2010-05-08). */
export const MFA_OPERATIONS: Readonly<Record<string, (call: IamCall) => XmlTree>> = {
  ListMFADevices({ input, user, pageSize }) {
    const start = Number(input.get('Marker') ?? 0)
    const end = start + pageSize
    const isTruncated = end < user.mfaDevices.length
    return {
      IsTruncated: String(isTruncated),
      ...(isTruncated ? { Marker: String(end) } : {}),
      MFADevices: user.mfaDevices.slice(start, end).map(({ serial, enabled }) => ({
        UserName: partsOf(user.arn).name,
        SerialNumber: serial,
        EnableDate: iso(enabled ?? Date.UTC(2026, 0, 1)),
      })),
    }
  },
  CreateVirtualMFADevice({ input, caller, sts: { model } }) {
    checkInput(input, { VirtualMFADeviceName: NAME, Path: { length: [1, 512] } })
    const { account } = identityOf(caller.principal)
    const { partition } = partsOf(identityOf(caller.principal).arn)
    const path = input.get('Path') ?? '/'
    const name = input.get('VirtualMFADeviceName') ?? ''
    const serial = `arn:${partition}:iam::${account}:mfa${path}${name}`
    const isTaken = (each: MfaDevice): boolean =>
      each.serial.split('/').at(-1)?.toLowerCase() === name.toLowerCase() &&
      partsOf(each.serial).account === account
    const all = [...model.unassignedMfaDevices, ...model.users.flatMap((user) => user.mfaDevices)]
    if (all.some(isTaken)) {
      throw new StsError(
        'EntityAlreadyExists',
        `MFADevice entity at the same path and name already exists.`,
        409,
      )
    }
    // Seeds of AWS have 64 characters.
    const device = { serial, seed: randomSeed() + randomSeed() }
    model.unassignedMfaDevices.push(device)
    return {
      VirtualMFADevice: {
        SerialNumber: serial,
        Base32StringSeed: Buffer.from(device.seed).toString('base64'),
        QRCodePNG: Buffer.from('\u0089PNG', 'latin1').toString('base64'),
      },
    }
  },
  EnableMFADevice({ input, user, now, sts }) {
    checkInput(input, ENABLE)
    const { unassignedMfaDevices, users } = sts.model
    const serial = input.get('SerialNumber') ?? ''
    if (users.some(({ mfaDevices }) => mfaDevices.some((each) => each.serial === serial))) {
      throw new StsError('EntityAlreadyExists', `MFA Device is already in use.`, 409)
    }
    const device = unassignedMfaDevices.find((each) => each.serial === serial)
    if (!device) throw noDeviceError(serial)
    if (user.mfaDevices.length >= MAX_DEVICES) {
      throw new StsError(
        'LimitExceeded',
        `Cannot exceed quota for MFADevicesPerUser: ${MAX_DEVICES}`,
        409,
      )
    }
    sts.mfa.checkPair(device, codesOf(input), false)
    unassignedMfaDevices.splice(unassignedMfaDevices.indexOf(device), 1)
    user.mfaDevices.push({ ...device, enabled: now })
    return {}
  },
  ResyncMFADevice({ input, user, sts }) {
    checkInput(input, ENABLE)
    sts.mfa.checkPair(deviceOf(input, user), codesOf(input), true)
    return {}
  },
  DeactivateMFADevice({ input, user, sts: { model } }) {
    checkInput(input, { SerialNumber: SERIAL })
    const { serial, seed } = deviceOf(input, user)
    user.mfaDevices = user.mfaDevices.filter((each) => each.serial !== serial)
    if (serial.includes(':mfa/')) model.unassignedMfaDevices.push({ serial, seed })
    return {}
  },
  DeleteVirtualMFADevice({ input, sts: { model } }) {
    checkInput(input, { SerialNumber: SERIAL })
    const wanted = input.get('SerialNumber') ?? ''
    if (model.users.some(({ mfaDevices }) => mfaDevices.some(({ serial }) => serial === wanted))) {
      throw new StsError('DeleteConflict', 'MFA VirtualDevice in use. Must deactivate first.', 409)
    }
    const index = model.unassignedMfaDevices.findIndex(({ serial }) => serial === wanted)
    if (index < 0) throw noDeviceError(wanted)
    model.unassignedMfaDevices.splice(index, 1)
    return {}
  },
}

const ENABLE = {
  UserName: { required: true },
  SerialNumber: SERIAL,
  AuthenticationCode1: CODE,
  AuthenticationCode2: CODE,
} as const

const codesOf = (input: IamCall['input']): [string, string] => [
  input.get('AuthenticationCode1') ?? '',
  input.get('AuthenticationCode2') ?? '',
]

function deviceOf(input: IamCall['input'], user: User): MfaDevice {
  const wanted = input.get('SerialNumber') ?? ''
  const device = user.mfaDevices.find(({ serial }) => serial === wanted)
  if (device) return device
  throw noDeviceError(wanted)
}

function noDeviceError(serial: string): StsError {
  return new StsError(
    'NoSuchEntity',
    `MFA Device with serial number ${serial} does not exist.`,
    404,
  )
}

const iso = (time: number): string => new Date(time).toISOString().replace(/\.\d+/, '')
