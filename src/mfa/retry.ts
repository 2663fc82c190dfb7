import { isRolecallError } from '../core/errors.js'

/** A code may be mistyped twice; AWS slows down callers that guess. */
const ATTEMPTS = 3

/**
 * Asks for a token code.
 * @param previous what AWS said of the code before, for a person to read
 * @returns six digits
 */
export type AskCode = (
  serial: string,
  attempt: number,
  previous: string | undefined,
) => Promise<string>

/** One call, with a code where there is a device, and again where the code was wrong. */
export async function retryWithCode<Answer>(
  serial: string | undefined,
  askCode: AskCode,
  call: (tokenCode?: string) => Promise<Answer>,
): Promise<Answer> {
  if (serial === undefined) return call()
  let previous: string | undefined
  for (let attempt = 1; ; attempt++) {
    const code = await askCode(serial, attempt, previous)
    try {
      return await call(code)
    } catch (error) {
      const isWrongCode = isRolecallError(error) && error.reason === 'wrong-code'
      if (!isWrongCode || attempt === ATTEMPTS) throw error
      previous = 'AWS did not accept that code'
    }
  }
}
