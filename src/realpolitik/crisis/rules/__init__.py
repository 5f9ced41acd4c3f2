"""What a crisis must satisfy beyond the schema: one module a subject, one function a thought."""
