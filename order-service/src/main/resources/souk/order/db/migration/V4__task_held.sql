-- Whether the owner has the task still: who takes one that is held takes it over from somebody who fell silent.
ALTER TABLE tasks ADD COLUMN held boolean NOT NULL DEFAULT false;
