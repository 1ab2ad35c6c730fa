-- The trace in which a task came to be, as W3C's traceparent has it; only while traces are on.
ALTER TABLE tasks ADD COLUMN traceparent text;
