#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Builds curl and OpenSSL once as static libraries, and writes what the compiler needs:
#
#	curl.sh DIR	writes DIR/cflags and DIR/libs (response files)
#
# For the release alone: both come from locked crates, have what speaking to registries takes
# and no more, and hold no path of the machine that built them. Two minutes on two cores.
# $CC is the compiler, which may be one for another machine.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=$1
tag=curl
# shellcheck source=pinned/cargo.sh
. "$here/cargo.sh"
version=$(sed -n 's|^version = "\([0-9].*\)"|\1|p' "$here/curl/Cargo.toml")
cc=${CC:-cc}
machine=$($cc -dumpmachine)
flags="-O2 -fPIC -ffunction-sections -fdata-sections"

# What TLS 1.2 and 1.3 and certificates do not use.
without="apps docs tests module dso engine legacy shared comp zlib dtls sctp srp psk srtp
	nextprotoneg ct cms ts cmp rfc3779 gost idea seed camellia aria bf cast des md4 mdc2
	rc2 rc4 rc5 rmd160 whirlpool sm2 sm3 sm4 siphash ssl3 tls1 tls1_1 quic ec2m dsa
	ml-dsa slh-dsa lms afalgeng padlockeng uplink async"

build_openssl() { # source, prefix
	options=
	for part in $without; do options="$options no-$part"; done
	mkdir openssl
	# Its words are to be split.
	# shellcheck disable=SC2086
	(cd openssl && perl "$1/Configure" "linux-${machine%%-*}" --prefix=/usr --libdir=lib \
		--openssldir=/etc/ssl $options \
		"CC=$cc" "CFLAGS=$flags -ffile-prefix-map=$1=openssl" &&
		make -j2 build_generated libssl.a libcrypto.a) &&
		mkdir -p "$2/include" "$2/lib" &&
		cp -R "$1/include/openssl" "$2/include" &&
		cp openssl/include/openssl/*.h "$2/include/openssl" &&
		cp openssl/libssl.a openssl/libcrypto.a "$2/lib" &&
		cp "$1/LICENSE.txt" "$2/LICENSE.openssl"
}

# A compiler for another machine comes with options. The crate leaves out the documentation, for
# which CMake looks.
build_curl() { # source, prefix
	cc_options=${cc#"${cc%% *}"}
	cp -R "$1" source && mkdir -p source/docs && touch source/docs/CMakeLists.txt &&
		cmake -S source -B curl -DCMAKE_BUILD_TYPE=None -DCMAKE_SYSTEM_NAME=Linux \
		-DCMAKE_SYSTEM_PROCESSOR="${machine%%-*}" -DCMAKE_C_COMPILER="${cc%% *}" \
		-DCMAKE_C_FLAGS="$cc_options $flags -ffile-prefix-map=$PWD/source=curl" \
		-DCMAKE_INSTALL_PREFIX="$2" -DCMAKE_INSTALL_LIBDIR=lib \
		-DBUILD_SHARED_LIBS=OFF -DBUILD_CURL_EXE=OFF -DBUILD_TESTING=OFF \
		-DBUILD_LIBCURL_DOCS=OFF -DBUILD_MISC_DOCS=OFF -DBUILD_EXAMPLES=OFF \
		-DENABLE_CURL_MANUAL=OFF -DHTTP_ONLY=ON -DCURL_DISABLE_NTLM=ON \
		-DCURL_DISABLE_ALTSVC=ON \
		-DCURL_DISABLE_WEBSOCKETS=ON -DCURL_DISABLE_HSTS=ON \
		-DCURL_ENABLE_SSL=ON -DCURL_USE_OPENSSL=ON -DOPENSSL_ROOT_DIR="$2" \
		-DOPENSSL_USE_STATIC_LIBS=ON -DOPENSSL_INCLUDE_DIR="$2/include" \
		-DOPENSSL_SSL_LIBRARY="$2/lib/libssl.a" \
		-DOPENSSL_CRYPTO_LIBRARY="$2/lib/libcrypto.a" \
		-DCURL_CA_BUNDLE=none -DCURL_CA_PATH=none -DCURL_ZLIB=OFF -DCURL_BROTLI=OFF \
		-DCURL_ZSTD=OFF -DUSE_NGHTTP2=OFF -DUSE_LIBIDN2=OFF -DCURL_USE_LIBPSL=OFF \
		-DCURL_USE_LIBSSH2=OFF -DCURL_USE_PKGCONFIG=OFF &&
		make -j2 -C curl install &&
		cp "$1/COPYING" "$2/LICENSE.curl"
}

build() { # directory
	find_cargo "fetching curl $version" "CARGO to one that is installed"
	openssl=$(crate_source "$here/curl" openssl-src)/openssl
	curl=$(crate_source "$here/curl" curl-sys)/curl
	[ -f "$openssl/Configure" ] && [ -f "$curl/CMakeLists.txt" ] ||
		die "cannot fetch the sources of curl $version and OpenSSL"
	log=$1.log
	say "building OpenSSL and curl $version once for $machine, two minutes; log: $log"
	mkdir "$1/work"
	(cd "$1/work" && export SOURCE_DATE_EPOCH=0 MAKEFLAGS= &&
		build_openssl "$openssl" "$1/done" && build_curl "$curl" "$1/done") >"$log" 2>&1 ||
		{ tail -n 20 "$log" >&2; die "the build failed; its log is $log"; }
	mv "$1/done"/* "$1"
	rm -rf "$1/work" "$1/done" "$log"
}

key=$( (cat "$here/curl/Cargo.lock" "$here/curl.sh"; echo "$machine"; $cc --version) |
	sha256sum | cut -c1-12)
dir=$cache/curl-$version-$key
cached "$dir" build "curl $version"
answer "$out" "curl from $dir" "-isystem $dir/include" \
	"$dir/lib/libcurl.a $dir/lib/libssl.a $dir/lib/libcrypto.a"
