import { unsure } from '../unsure.js'

/** In place of src/mfa/from-person.ts and src/mfa/from-seed.ts. */
export const codeFromPerson = (): never => unsure('a person is needed')
export const codeFromSeed = (): never => unsure('a seed is needed')
