-- Whether anything still lies in a store that the server used to keep documents in: asked by each look at the health.
create index documents_store on documents (store) where connection_id is null;
