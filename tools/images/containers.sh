# Runs the images that Jib wrote as tars: by a Docker engine that answers, by one started for this alone, or without any by chroot. To be sourced.
# Wants $work, a folder of its own. Either way: user and entrypoint of the image, a read-only root, only /tmp writable (and not executable), no
# capability, no way to new privileges, the host's network; with Docker also 768 MiB of memory.

# Sets $engine to docker or chroot. With an argument: that one, or an error.
choose_engine() {
  local wanted=${1:-}
  case $wanted in
    chroot) engine=chroot ;;
    docker | "")
      if docker info >/dev/null 2>&1 || start_dockerd; then
        engine=docker
      elif [[ $wanted == docker ]]; then
        echo "No Docker engine answers, and none could be started." >&2
        return 1
      else
        engine=chroot
      fi
      ;;
    *) echo "unknown engine $wanted" >&2; return 1 ;;
  esac
  if [[ $engine == chroot ]] && ((EUID != 0)); then
    echo "Without a Docker engine this needs root, for chroot." >&2
    return 1
  fi
}

# An engine on a socket of its own, so that nothing else on this machine finds it.
start_dockerd() {
  ((EUID == 0)) && command -v dockerd >/dev/null || return 1
  export DOCKER_HOST=unix://$work/docker.sock
  dockerd --host "$DOCKER_HOST" --data-root "$work/docker" --exec-root "$work/docker-run" --pidfile "$work/docker.pid" \
    --bridge none --iptables=false --ip6tables=false >"$work/dockerd.log" 2>&1 &
  dockerd_pid=$!
  local try
  for ((try = 0; try < 150; try++)); do
    if docker info >/dev/null 2>&1; then
      return
    fi
    kill -0 "$dockerd_pid" 2>/dev/null || break
    sleep 0.2
  done
  stop_dockerd
  unset DOCKER_HOST
  return 1
}

stop_dockerd() {
  [[ -n ${dockerd_pid:-} ]] || return 0
  kill "$dockerd_pid" 2>/dev/null || true
  wait "$dockerd_pid" 2>/dev/null || true
  umount "$work"/docker-run/netns/* 2>/dev/null || true
  dockerd_pid=
}

# load_image NAME TAR
load_image() {
  local name=$1 tar=$2
  if [[ $engine == docker ]]; then
    local loaded
    loaded=$(docker load -q -i "$tar")
    docker tag "${loaded##*: }" "postern-test/$name"
    return
  fi
  local root=$work/$name/root image=$work/$name/image layer
  rm -rf "${work:?}/$name"
  mkdir -p "$root" "$image"
  tar -xf "$tar" -C "$image"
  for layer in $(sed 's/.*"Layers" *: *\[\([^]]*\)\].*/\1/; s/[",]/ /g' "$image/manifest.json"); do
    tar -xf "$image/$layer" -C "$root" --same-permissions --warning=no-unknown-keyword
  done
}

# The member of an image's configuration that is a list, one entry a line: Env, Entrypoint
image_list() {
  local image=$work/$1/image config
  config=$(sed 's/.*"Config" *: *"\([^"]*\)".*/\1/' "$image/manifest.json")
  grep -o "\"$2\" *: *\[[^]]*\]" "$image/$config" | sed 's/^[^[]*\["//; s/"\]$//; s/","/\n/g'
}

# run_image ID NAME LOG [-e VARIABLE=VALUE | -m FOLDER:PLACE | -w FOLDER:PLACE]… [-- ARGUMENT…]
# -m mounts a folder to be read, -w one to be written. Goes on at once.
run_image() {
  local id=$1 name=$2 log=$3
  shift 3
  local variables=() mounts=() flags=()
  while (($#)); do
    case $1 in
      -e) variables+=("$2") flags+=(-e "$2") ; shift 2 ;;
      -m) mounts+=("$2:ro") flags+=(-v "$2:ro") ; shift 2 ;;
      -w) mounts+=("$2:rw") flags+=(-v "$2") ; shift 2 ;;
      --) shift; break ;;
      *) echo "run_image: $1" >&2; return 1 ;;
    esac
  done
  if [[ $engine == docker ]]; then
    docker run --detach --name "$id" --read-only --tmpfs /tmp:size=64m --cap-drop ALL --security-opt no-new-privileges \
      --memory 768m --network host "${flags[@]}" "postern-test/$name" "$@" >/dev/null
    docker logs --follow "$id" >"$log" 2>&1 &
    return
  fi
  local root=$work/$name/root mount place
  for mount in "${mounts[@]}"; do
    place=${mount#*:}
    mkdir -p "$root${place%:*}"
  done
  local environment entrypoint
  mapfile -t environment < <(image_list "$name" Env)
  mapfile -t entrypoint < <(image_list "$name" Entrypoint)
  # A file system of its own, so that mounts end with the process; the process that is started becomes java.
  unshare --mount --propagation private bash -c '
    set -e
    root=$1; shift
    mount --bind "$root" "$root"
    mount -t proc proc "$root/proc"
    mount -t tmpfs -o mode=1777,size=64m,nosuid,nodev,noexec tmpfs "$root/tmp"
    mount -t tmpfs -o mode=755 tmpfs "$root/dev"
    for device in null zero random urandom; do touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
    while [[ $1 != -- ]]; do
      from=${1%%:*}; place=${1#*:}
      mount --bind "$from" "$root${place%:*}"
      if [[ $place == *:ro ]]; then mount -o remount,bind,ro "$root${place%:*}"; fi
      shift
    done
    shift
    mount -o remount,bind,ro "$root"
    exec env -i "$@"
  ' bash "$root" "${mounts[@]}" -- "${environment[@]}" "${variables[@]}" \
    "$(command -v setpriv)" --no-new-privs "$(command -v chroot)" --userspec=65532:65532 --groups= "$root" \
    "${entrypoint[@]}" "$@" >"$log" 2>&1 &
  printf '%s\n' "$!" >"$work/$id.pid"
}

# The process of a running container, as this machine counts.
image_pid() {
  if [[ $engine == docker ]]; then docker inspect --format '{{.State.Pid}}' "$1"; else cat "$work/$1.pid"; fi
}

# Sends SIGTERM, waits for the end and sets $exit_code.
stop_image() {
  if [[ $engine == docker ]]; then
    docker kill --signal TERM "$1" >/dev/null
  else
    kill -TERM "$(cat "$work/$1.pid")"
  fi
  wait_image "$1"
}

# Waits for the end and sets $exit_code: in this shell, which is the process's parent.
wait_image() {
  if [[ $engine == docker ]]; then
    exit_code=$(docker wait "$1")
  else
    exit_code=0
    wait "$(cat "$work/$1.pid")" || exit_code=$?
  fi
}

# Ends whatever still runs, for good.
remove_image() {
  if [[ $engine == docker ]]; then
    docker rm --force "$1" >/dev/null 2>&1 || true
  elif [[ -f $work/$1.pid ]]; then
    kill -KILL "$(cat "$work/$1.pid")" 2>/dev/null || true
    wait "$(cat "$work/$1.pid")" 2>/dev/null || true
    rm -f "$work/$1.pid"
  fi
}
