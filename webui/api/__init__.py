"""The archive for programs: `/api/v1`, described in OpenAPI 3.1 from the shapes that it takes."""
