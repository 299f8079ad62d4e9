-- How many searches of the web a provider ran within a model call: billed beside its tokens. Null: nobody says.
alter table spans add column web_searches integer;
