import { isRolecallError } from '../core/errors.js'

/** A user may mistype a code twice. AWS throttles callers that guess. */
const MAX_ATTEMPTS = 3

/**
 * Gets a code for an MFA device.
 * @param attempt counts from 1
 * @param refusal why AWS refused the code before, for the user
 * @param clockOffsetMs AWS's clock minus the local one, as that refusal was dated
 * @returns six digits
 */
export type GetCode = (
  serial: string,
  attempt: number,
  refusal: string | undefined,
  clockOffsetMs?: number,
) => Promise<string>

/**
 * Makes a call with an MFA code, and repeats it with another code if AWS refuses that one.
 * @param serial the MFA device; undefined if the call needs no code
 * @throws what `call` throws for any other reason, or for the third wrong code
 */
export async function retryWithCode<Result>(
  serial: string | undefined,
  getCode: GetCode,
  call: (tokenCode?: string) => Promise<Result>,
): Promise<Result> {
  if (serial === undefined) return call()
  let refusal: string | undefined
  let clockOffsetMs: number | undefined
  for (let attempt = 1; ; attempt++) {
    const code = await getCode(serial, attempt, refusal, clockOffsetMs)
    try {
      return await call(code)
    } catch (error) {
      const isWrongCode = isRolecallError(error) && error.reason === 'wrong-code'
      if (!isWrongCode || attempt === MAX_ATTEMPTS) throw error
      refusal = 'AWS did not accept that code'
      clockOffsetMs = error.clockOffsetMs
    }
  }
}
