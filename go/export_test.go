// What the tests outside of the package see of its inside.

package monty

// RaceDetector tells whether the tests run under the race detector.
const RaceDetector = raceDetector
