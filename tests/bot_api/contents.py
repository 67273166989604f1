"""What a message can hold besides text, as the API describes it."""

from tests.bot_api.state import Json, State, Upload


def sticker(state: State) -> Json:
    return {
        "sticker": {
            **state.keep_file(Upload("sticker.webp", b"RIFF....WEBP")),
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": "\N{THUMBS UP SIGN}",
        }
    }


def photo(state: State) -> Json:
    sizes = [(90, 67), (1280, 960)]
    file = Upload("photo.jpg", b"\xff\xd8\xff\xe0")
    return {"photo": [{**state.keep_file(file), "width": w, "height": h} for w, h in sizes]}


def voice(state: State) -> Json:
    file = state.keep_file(Upload("voice.ogg", b"OggS"))
    return {"voice": {**file, "duration": 7, "mime_type": "audio/ogg"}}


def video(state: State) -> Json:
    file = state.keep_file(Upload("video.mp4", b"....ftypmp42"))
    return {"video": {**file, "width": 640, "height": 360, "duration": 9}}


def video_note(state: State) -> Json:
    file = state.keep_file(Upload("note.mp4", b"....ftypmp42"))
    return {"video_note": {**file, "length": 240, "duration": 5}}


def document(state: State, name: str, content: bytes) -> Json:
    file = state.keep_file(Upload(name, content))
    return {"document": {**file, "file_name": name, "mime_type": "application/octet-stream"}}


def location() -> Json:
    return {"location": {"latitude": 31.2304, "longitude": 121.4737}}


def contact() -> Json:
    return {"contact": {"phone_number": "+862155550123", "first_name": "Chen"}}


def dice() -> Json:
    return {"dice": {"emoji": "\N{GAME DIE}", "value": 4}}


def poll(state: State) -> Json:
    options = [
        {"persistent_id": f"option-{day}", "text": day, "voter_count": 0}
        for day in ("Monday", "Tuesday")
    ]
    return {
        "poll": {
            "id": str(state.number()),
            "question": "When shall we meet?",
            "options": options,
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": False,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
    }


def forwarded(state: State) -> Json:
    origin = {"type": "hidden_user", "sender_user_name": "Chen Wei", "date": state.date() - 3600}
    return {"forward_origin": origin}
