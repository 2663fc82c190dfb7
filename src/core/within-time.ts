/**
 * @param ms at most 2^31 - 1, what a timer can hold
 * @returns what `work` gives; work that is too late goes on, and nobody hears of it
 * @throws what `work` throws, or what `late` makes
 */
export async function withinTime<T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> {
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
