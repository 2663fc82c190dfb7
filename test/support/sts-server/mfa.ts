import { StsError } from './errors.js'
import type { MfaDevice, Model, User } from './model.js'
import { STEP_SECONDS, totp } from './totp.js'

/** Time steps by which the clock of a device may be off. */
const WINDOW_STEPS = 1

/** Time steps by which the clock of a device may be off when it is enabled or resynchronised. */
const SYNC_WINDOW_STEPS = 20

export interface MfaAuthority {
  /** The code that the device displays now, or `stepsAhead` steps later. */
  code(serial: string, stepsAhead?: number): string
  /**
   * A valid code that was neither used nor returned before. If all valid codes are used, it
   * advances the clock of the device instead of waiting.
   */
  freshCode(serial: string): string
  /**
   * Checks and consumes a code.
   * @returns false if there is neither a serial nor a code
   * @throws StsError with AWS's message if the code is invalid, used or of another user's device
   */
  check(user: User | undefined, serial: string | undefined, code: string | undefined): boolean
  /**
   * Checks and consumes two consecutive codes.
   * @param isResync whether the server from now on allows for the clock of the device
   * @throws StsError 'InvalidAuthenticationCode'
   */
  checkPair(device: MfaDevice, codes: readonly [string, string], isResync: boolean): void
}

interface DeviceState {
  /** Steps whose code was used. */
  used: Set<number>
  /** The last step whose code was returned or used. */
  last: number
  /** Steps by which this device, and the server's check of it, are ahead of the clock. */
  ahead: number
}

/** @param now milliseconds since 1970 */
export function mfaAuthority(model: Model, now: () => number): MfaAuthority {
  const states = new Map<string, DeviceState>()

  // By the seed, because a device that was deleted may come back with another one.
  function stateOf({ seed }: MfaDevice): DeviceState {
    const state = states.get(seed) ?? { used: new Set(), last: 0, ahead: 0 }
    states.set(seed, state)
    return state
  }

  const stepNow = (state: DeviceState) => Math.floor(now() / 1000 / STEP_SECONDS) + state.ahead

  function deviceOf(serial: string): MfaDevice {
    const ofUsers = model.users.flatMap(({ mfaDevices }) => mfaDevices)
    const found = [...ofUsers, ...model.unassignedMfaDevices].find((d) => d.serial === serial)
    if (!found) throw new Error(`the model has no MFA device ${serial}`)
    return found
  }

  return {
    code: (serial, stepsAhead = 0) =>
      totp(deviceOf(serial).seed, stepNow(stateOf(deviceOf(serial))) + stepsAhead),

    freshCode(serial) {
      const device = deviceOf(serial)
      const state = stateOf(device)
      state.last = Math.max(stepNow(state), state.last + 1)
      state.ahead += Math.max(0, state.last - stepNow(state) - WINDOW_STEPS)
      return totp(device.seed, state.last)
    },

    check(user, serial, code) {
      if (serial === undefined && code === undefined) return false
      if (serial === undefined || code === undefined)
        throw denied(', must provide both MFA serial number and one time pass code. ')
      const device = user?.mfaDevices.find((d) => d.serial === serial)
      if (!device)
        throw denied(
          ', unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
        )
      const state = stateOf(device)
      const current = stepNow(state)
      const step = [current - WINDOW_STEPS, current, current + WINDOW_STEPS].find(
        (candidate) => !state.used.has(candidate) && totp(device.seed, candidate) === code,
      )
      if (step === undefined) throw denied(' with invalid MFA one time pass code. ')
      state.used.add(step)
      state.last = Math.max(state.last, step)
      return true
    },

    checkPair(device, [first, second], isResync) {
      const state = stateOf(device)
      const current = stepNow(state)
      const window = Array.from({ length: 2 * SYNC_WINDOW_STEPS + 1 }, (_, index) => index)
      const step = window
        .map((index) => current - SYNC_WINDOW_STEPS + index)
        .find((each) => totp(device.seed, each) === first && totp(device.seed, each + 1) === second)
      const isUsed = step !== undefined && [step, step + 1].some((each) => state.used.has(each))
      if (step === undefined || isUsed) {
        throw new StsError(
          'InvalidAuthenticationCode',
          'Authentication code for device is not valid.',
          403,
        )
      }
      state.used.add(step).add(step + 1)
      state.last = Math.max(state.last, step + 1)
      if (isResync) state.ahead += step + 1 - current
    },
  }
}

function denied(text: string): StsError {
  return new StsError('AccessDenied', `MultiFactorAuthentication failed${text}`)
}
