package io.docuvault.documents;

class StoreSweep {}
