const { projects } = require('../jest.config.js');

/** The long simulation. Its short run, simulation.test.ts, is part of `npm test`. */
const [{ rootDir, moduleFileExtensions, transform, setupFiles }] = projects;

module.exports = {
	rootDir,
	moduleFileExtensions,
	transform,
	setupFiles,
	testMatch: ['<rootDir>/test/simulation/*.long.ts'],
	/** A connection that is cut in the middle of an answer may stay half open, and keeps Node waiting. */
	forceExit: true,
	/** A day, in milliseconds: as many schedules as anybody asks for. */
	testTimeout: 86_400_000,
};
