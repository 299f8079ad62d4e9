-- Why a version of a prompt differs from the one before: written by people, beside what traffic says. Columns without a value cost
-- nothing, and programs of before neither read nor write them.
alter table prompt_versions
  add column note         text,
  add column note_author  text,          -- who wrote it last, by name
  add column noted_at     timestamptz,
  add constraint prompt_versions_note check ((note is null) = (note_author is null) and (note is null) = (noted_at is null));
