import fc from 'fast-check';

/** That a law fails is all that is asked of it here: it need not look for the shortest example. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
