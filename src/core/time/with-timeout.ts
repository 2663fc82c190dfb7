/**
 * Races `work` against a time limit. Late work is not cancelled; its result is ignored.
 * @param ms at most 2^31 - 1, the maximum of a timer
 * @throws what `work` rejects with, or the error made by `late`
 */
export async function withTimeout<T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms)
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
