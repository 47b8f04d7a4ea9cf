from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from yulin.sources.actions.message import receive_message
from yulin.sources.enums import SAID
from yulin.sources.errors import CallRefusedError, OverLimitError, SourceError


@csrf_exempt  # no browser, no cookie: the signature proves who sends
@never_cache
@require_POST
def message(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """Take a department's message in: 200 said or had already, 422 another shape, 403, 409, 429."""
    try:
        call = receive_message(uuid=uuid, headers=request.headers, body=request.body)
    except CallRefusedError as error:
        return JsonResponse({"error": str(error)}, status=403)
    except OverLimitError as error:
        return JsonResponse({"error": str(error)}, status=429)
    except SourceError as error:
        return JsonResponse({"error": str(error)}, status=409)
    if call is None:
        return JsonResponse({"outcome": "already"})
    if call.outcome not in SAID:
        return JsonResponse({"call": str(call.uuid), "error": call.reason}, status=422)
    return JsonResponse({"call": str(call.uuid), "outcome": call.outcome})
