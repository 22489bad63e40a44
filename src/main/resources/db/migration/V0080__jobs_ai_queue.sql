-- Calls of models wait apart from everything else: one that hangs holds up neither reading nor mail.
create table queue_ai (like queue_documents including all);
