"""With somebody's words goes also what they let others from home know."""

from django.db import migrations

WORDS = """
DROP TRIGGER services_stay_words ON services_stay;
CREATE TRIGGER services_stay_words BEFORE UPDATE ON services_stay FOR EACH ROW
    WHEN (entitlements_erasing())
    EXECUTE FUNCTION services_only_words(
        'purpose', 'note', 'called', 'contact', 'grounds', 'shares', 'home', 'changed_at'
    );
"""


class Migration(migrations.Migration):
    dependencies = [("services", "0002_guarded")]

    operations = [migrations.RunSQL(WORDS)]
