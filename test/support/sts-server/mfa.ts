import { StsError } from './errors.js'
import type { MfaDevice, Model, User } from './model.js'
import { STEP_SECONDS, totp } from './totp.js'

/** Time steps by which the clock of a device may be off. */
const WINDOW_STEPS = 1

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

  function stateOf(serial: string): DeviceState {
    const state = states.get(serial) ?? { used: new Set(), last: 0, ahead: 0 }
    states.set(serial, state)
    return state
  }

  const stepNow = (state: DeviceState) => Math.floor(now() / 1000 / STEP_SECONDS) + state.ahead

  function deviceOf(serial: string): MfaDevice {
    const found = model.users
      .flatMap(({ mfaDevices }) => mfaDevices)
      .find((d) => d.serial === serial)
    if (!found) throw new Error(`the model has no MFA device ${serial}`)
    return found
  }

  return {
    code: (serial, stepsAhead = 0) =>
      totp(deviceOf(serial).seed, stepNow(stateOf(serial)) + stepsAhead),

    freshCode(serial) {
      const state = stateOf(serial)
      state.last = Math.max(stepNow(state), state.last + 1)
      state.ahead += Math.max(0, state.last - stepNow(state) - WINDOW_STEPS)
      return totp(deviceOf(serial).seed, state.last)
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
      const state = stateOf(serial)
      const current = stepNow(state)
      const step = [current - WINDOW_STEPS, current, current + WINDOW_STEPS].find(
        (candidate) => !state.used.has(candidate) && totp(device.seed, candidate) === code,
      )
      if (step === undefined) throw denied(' with invalid MFA one time pass code. ')
      state.used.add(step)
      state.last = Math.max(state.last, step)
      return true
    },
  }
}

function denied(text: string): StsError {
  return new StsError('AccessDenied', `MultiFactorAuthentication failed${text}`)
}
