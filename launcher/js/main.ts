import { answer } from './answer.js'

/*
 * The launcher's entry. All that it imports has run before it, so that a module which is loaded on
 * demand can import from there.
 */

declare global {
  var __answer: typeof answer
}

globalThis.__answer = answer
