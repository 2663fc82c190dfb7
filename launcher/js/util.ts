import { unsure } from './unsure.js'

/** Node's `util`: the launcher answers no terminal that has colours. */
export const styleText = (): never => unsure('a style')
