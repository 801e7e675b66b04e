"""The portal's forms, a module for each part of it."""
