import { answer } from './answer.js'

/*
 * The launcher's entry. It only defines what the Rust side calls in each process
 * (launcher/src/engine.rs), because this module runs before a snapshot is made.
 */

declare global {
  var __answer: typeof answer
}

globalThis.__answer = answer
