import {
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  ResyncMFADeviceCommand,
  type IAMClient,
} from '@aws-sdk/client-iam'
import type { Credentials } from '../core/credentials.js'
import { RolecallError } from '../core/errors.js'
import type { StsTarget } from '../core/step.js'
import { clockOffsetMs } from '../sts/errors/sdk-error.js'
import type { CallContext } from '../sts/context.js'
import { utf8Text } from '../system/bytes.js'
import { withIam } from './client.js'

/** How IAM is called about a user's own MFA devices. */
export interface OwnDeviceCall {
  /** Where IAM is called. */
  target: StsTarget
  signer: Credentials
  context: CallContext
  /** Name without the path. A session must name the user, and a key may. */
  userName: string
}

/** Two consecutive codes. */
export type CodePair = readonly [first: string, second: string]

/** A device that is not yet enabled for a user. */
export interface NewDevice {
  /** Its ARN. */
  serial: string
  /** Base32. AWS shows it only now. */
  seed: string
  /** AWS's clock minus the local one: milliseconds. */
  clockOffsetMs: number
}

/**
 * Creates a virtual device.
 * @throws RolecallError with the code `EntityAlreadyExists` if the name is taken
 */
export function createVirtualDevice(call: OwnDeviceCall, name: string): Promise<NewDevice> {
  return withClient(call, async (client) => {
    let offsetMs = 0
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args)
        offsetMs = clockOffsetMs(result.response, call.context.now().at) ?? offsetMs
        return result
      },
      { step: 'deserialize', priority: 'low', name: 'rolecallServerClock' },
    )
    const command = new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: name })
    const { VirtualMFADevice: device } = await client.send(command)
    const { SerialNumber: serial, Base32StringSeed: seed } = device ?? {}
    if (serial && seed) return { serial, seed: utf8Text(seed), clockOffsetMs: offsetMs }
    throw new RolecallError('failed', 'the response of IAM is incomplete', {
      hint: 'a proxy may have changed it: try again, or check the endpoint and the proxy',
    })
  })
}

/**
 * Gives a device to the user.
 * @throws RolecallError with the code `InvalidAuthenticationCode`, `EntityAlreadyExists` if a user
 * has it already, `LimitExceeded` if this user has eight, or `NoSuchEntity`
 */
export function enableDevice(call: OwnDeviceCall, serial: string, codes: CodePair): Promise<void> {
  const input = withCodes(call, serial, codes)
  return withClient(
    call,
    async (client) => void (await client.send(new EnableMFADeviceCommand(input))),
  )
}

/** Lets AWS follow the clock of a device. @throws as {@link enableDevice} */
export function resyncDevice(call: OwnDeviceCall, serial: string, codes: CodePair): Promise<void> {
  const input = withCodes(call, serial, codes)
  return withClient(
    call,
    async (client) => void (await client.send(new ResyncMFADeviceCommand(input))),
  )
}

/** Takes a device from the user. @throws RolecallError with the code `NoSuchEntity` */
export function deactivateDevice(call: OwnDeviceCall, serial: string): Promise<void> {
  const command = new DeactivateMFADeviceCommand({ UserName: call.userName, SerialNumber: serial })
  return withClient(call, async (client) => void (await client.send(command)))
}

/**
 * Deletes a device that no user has.
 * @throws RolecallError with the code `DeleteConflict` if a user has it, or `NoSuchEntity`
 */
export function deleteVirtualDevice(call: OwnDeviceCall, serial: string): Promise<void> {
  const command = new DeleteVirtualMFADeviceCommand({ SerialNumber: serial })
  return withClient(call, async (client) => void (await client.send(command)))
}

const withCodes = ({ userName }: OwnDeviceCall, serial: string, [first, second]: CodePair) => ({
  ...{ UserName: userName, SerialNumber: serial },
  ...{ AuthenticationCode1: first, AuthenticationCode2: second },
})

function withClient<T>(
  { target, signer, context }: OwnDeviceCall,
  work: (client: IAMClient) => Promise<T>,
): Promise<T> {
  return withIam(target, signer, context, work)
}
