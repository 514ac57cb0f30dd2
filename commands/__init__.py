"""What people can say: one module a noun, each command a form and a function."""
