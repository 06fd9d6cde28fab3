"""Any result as text or JSON, in English and Chinese. Pure."""
